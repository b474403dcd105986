package dev.evergrant.campaign.fault;

import dev.evergrant.campaign.cluster.Toxic;
import dev.evergrant.campaign.crash.Order;
import java.time.Duration;

/** Something that goes wrong. Workers are named by their slot, 1 and up. */
public sealed interface Fault {

  /** Its kind, for the table. */
  String kind();

  /** {@code kill -9} of a worker. */
  record KillWorker(int slot) implements Fault {
    @Override
    public String kind() {
      return "kill worker";
    }
  }

  /** A worker ends, or freezes for a while, at a point of its own code. */
  record AtPoint(int slot, Order order, Duration frozen) implements Fault {
    @Override
    public String kind() {
      return (order.action() == Order.Action.HALT ? "crash at " : "freeze at ") + order.point();
    }
  }

  /** SIGSTOP, and SIGCONT after a while. */
  record Pause(int slot, Duration length) implements Fault {
    @Override
    public String kind() {
      return "pause worker";
    }
  }

  /** {@code kill -9} of the postmaster; it is started again after a while. */
  record KillPostgres(Duration away) implements Fault {
    @Override
    public String kind() {
      return "kill PostgreSQL";
    }
  }

  /** {@code kill -9} of the broker; it is started again after a while. */
  record KillKafka(Duration away) implements Fault {
    @Override
    public String kind() {
      return "kill Kafka";
    }
  }

  /** Which of a worker's links. */
  enum Line {
    PROVIDER,
    DATABASE,
    KAFKA
  }

  /** A link is disturbed for a while. Slot 0 stands for the links of all workers. */
  record Disturb(int slot, Line line, Toxic toxic, Duration length) implements Fault {
    @Override
    public String kind() {
      return line.name().toLowerCase(java.util.Locale.ROOT)
          + " link: "
          + toxic.getClass().getSimpleName();
    }
  }

  /**
   * The provider misbehaves for a while.
   *
   * @param json as the simulator's admin API takes it, without the brackets
   */
  record Provider(String name, String json, Duration length) implements Fault {
    @Override
    public String kind() {
      return "provider: " + name;
    }
  }
}
