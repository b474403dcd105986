package dev.evergrant.devkit.services;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A broker in a process of its own. Arguments: the directory, the port, and for each side door its
 * name, its port and the port that it advertises, with colons between.
 */
public final class KafkaMain {
  private KafkaMain() {}

  /** Runs until it is told to stop. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<EmbeddedKafka.SideDoor> doors =
        Arrays.stream(arguments).skip(2).map(KafkaMain::sideDoor).toList();
    var kafka = EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), doors);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(kafka::close));
    System.out.println("ready");
    Thread.currentThread().join();
  }

  private static EmbeddedKafka.SideDoor sideDoor(String written) {
    String[] parts = written.split(":", 3);
    return new EmbeddedKafka.SideDoor(
        parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }
}
