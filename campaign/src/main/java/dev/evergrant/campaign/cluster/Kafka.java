package dev.evergrant.campaign.cluster;

import dev.evergrant.devkit.process.Child;
import dev.evergrant.devkit.services.FreePort;
import dev.evergrant.devkit.services.KafkaMain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The broker, a process of its own. Each worker has a listener of its own, behind its proxy. */
public final class Kafka implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);

  private final Programs programs;
  private final Path directory;
  private final List<String> arguments;
  private final int port;
  private int starts;
  private Child child;

  private Kafka(Programs programs, Path directory, List<String> arguments, int port, Child child) {
    this.programs = programs;
    this.directory = directory;
    this.arguments = arguments;
    this.port = port;
    this.child = child;
  }

  /**
   * Starts it.
   *
   * @param doors for each worker the port to listen on and the port of its proxy
   */
  static Kafka start(Programs programs, Path directory, List<int[]> doors)
      throws IOException, InterruptedException {
    int port = FreePort.orAny(0);
    List<String> arguments = new ArrayList<>();
    arguments.add(directory.resolve("kafka").toString());
    arguments.add(String.valueOf(port));
    for (int i = 0; i < doors.size(); i++) {
      arguments.add("WORKER%d:%d:%d".formatted(i + 1, doors.get(i)[0], doors.get(i)[1]));
    }
    return new Kafka(programs, directory, arguments, port, run(programs, directory, arguments, 0));
  }

  private static Child run(Programs programs, Path directory, List<String> arguments, int number)
      throws IOException, InterruptedException {
    var child =
        Child.start(
            "Kafka",
            directory.resolve("kafka-%d.log".formatted(number)),
            programs.own(KafkaMain.class.getName(), Map.of(), arguments));
    child.awaitLine("ready", START);
    return child;
  }

  /** Without proxy. */
  public String bootstrapServers() {
    return "localhost:" + port;
  }

  Path data() {
    return directory.resolve("kafka");
  }

  /** Kills it and starts it again after a while. */
  public synchronized void killAndRestart(long awayMillis)
      throws IOException, InterruptedException {
    child.kill();
    Thread.sleep(awayMillis);
    child = run(programs, directory, arguments, ++starts);
  }

  @Override
  public synchronized void close() {
    child.kill();
  }
}
