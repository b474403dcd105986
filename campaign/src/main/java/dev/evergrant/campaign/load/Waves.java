package dev.evergrant.campaign.load;

import dev.evergrant.campaign.cluster.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.generic.GenericType;

/**
 * A race: all connections become due at the same moment, again and again, and every worker wants
 * them.
 */
public final class Waves {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Cluster cluster;
  private final Frontend frontend;
  private final List<Person> people;

  public Waves(Cluster cluster, Frontend frontend, List<Person> people) {
    this.cluster = cluster;
    this.frontend = frontend;
    this.people = List.copyOf(people);
  }

  /**
   * Runs them.
   *
   * @return how many refreshes there were
   */
  public int run(int waves) throws InterruptedException {
    int refreshes = 0;
    for (int wave = 0; wave < waves; wave++) {
      Map<String, Long> before = versions();
      for (Person person : people) {
        Long version = before.get(person.connection().toString());
        if (version != null) {
          frontend.reject(person, version);
        }
      }
      frontend.flush();
      refreshes += await(before);
    }
    return refreshes;
  }

  private int await(Map<String, Long> before) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int done = 0;
    while (done < before.size() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(100);
      Map<String, Long> now = versions();
      done =
          (int)
              before.entrySet().stream()
                  .filter(one -> now.getOrDefault(one.getKey(), 0L) > one.getValue())
                  .count();
    }
    return done;
  }

  private Map<String, Long> versions() {
    return cluster
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT connection, version FROM connection WHERE status = 'active'")
                    .setMapKeyColumn("connection")
                    .setMapValueColumn("version")
                    .collectInto(new GenericType<Map<String, Long>>() {}));
  }
}
