package dev.evergrant.devkit.services;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One Kafka broker in KRaft mode, broker and controller at once, in this process and on the
 * loopback interface only. Topics are not created by themselves. Its directory may be used again
 * after a stop, clean or not, also of the whole JVM; it must not be used by two brokers at the same
 * time (the second fails to start). Thread-safe.
 *
 * <p>Like every Kafka broker it ends the JVM when its storage fails for good.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final int NODE = 1;

  // Always the same, so that formatting a directory again, also one half formatted, changes
  // nothing.
  private static final String CLUSTER = "RXZlcmdyYW50LWRldmtpdA";

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private EmbeddedKafka(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts a broker and returns when it takes requests.
   *
   * @param directory keeps the topics; created and formatted when it is not yet
   * @param port where clients connect, or 0 for any free port
   * @throws IOException when the directory cannot be prepared
   */
  public static EmbeddedKafka start(Path directory, int port) throws IOException {
    return start(directory, port, List.of());
  }

  /**
   * A second way to the same broker, for clients behind a proxy: the broker listens on one port and
   * tells these clients the other, so that all they send goes through the proxy.
   *
   * @param name in capitals, unique
   */
  public record SideDoor(String name, int port, int advertisedPort) {}

  /** One that is free, also of those that are about to be listened on. */
  private static int controllerPort(int clientPort, List<SideDoor> sideDoors) {
    while (true) {
      int port = FreePort.orAny(0);
      if (port != clientPort && sideDoors.stream().noneMatch(door -> door.port() == port)) {
        return port;
      }
    }
  }

  /**
   * Starts a broker that also listens on side doors.
   *
   * @throws IOException when the directory cannot be prepared
   */
  public static EmbeddedKafka start(Path directory, int port, List<SideDoor> sideDoors)
      throws IOException {
    Path log = Files.createDirectories(directory.toAbsolutePath());
    int clientPort = FreePort.orAny(port);
    int controllerPort = controllerPort(clientPort, sideDoors);
    format(log);
    var config =
        KafkaConfig.fromProps(
            properties(log, clientPort, controllerPort, sideDoors), /* doLog= */ false);
    var server = new KafkaRaftServer(config, Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException e) {
      server.shutdown();
      throw e;
    }
    return new EmbeddedKafka(server, "localhost:" + clientPort);
  }

  /** What clients have as {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Stops the broker and waits for it; the directory stays. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  /** Leaves a formatted directory as it is: the formatter skips it. */
  private static void format(Path log) throws IOException {
    var said = new ByteArrayOutputStream();
    try (var stream = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(stream)
          .setNodeId(NODE)
          .setClusterId(CLUSTER)
          .setControllerListenerName("CONTROLLER")
          .setIgnoreFormatted(true)
          .addDirectory(log.toString())
          .setMetadataLogDirectory(log.toString())
          .run();
    } catch (Exception e) {
      throw new IOException(
          "cannot format " + log + " for Kafka: " + said.toString(StandardCharsets.UTF_8), e);
    }
  }

  private static Properties properties(
      Path log, int port, int controllerPort, List<SideDoor> sideDoors) {
    var protocols = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    var listeners = new StringBuilder("PLAINTEXT://localhost:" + port);
    var advertised = new StringBuilder("PLAINTEXT://localhost:" + port);
    for (SideDoor door : sideDoors) {
      protocols.append(",%s:PLAINTEXT".formatted(door.name()));
      listeners.append(",%s://localhost:%d".formatted(door.name(), door.port()));
      advertised.append(",%s://localhost:%d".formatted(door.name(), door.advertisedPort()));
    }
    listeners.append(",CONTROLLER://localhost:").append(controllerPort);
    var properties = new Properties();
    properties.putAll(
        Map.of(
            "process.roles",
            "broker,controller",
            "node.id",
            String.valueOf(NODE),
            "controller.quorum.voters",
            NODE + "@localhost:" + controllerPort,
            "controller.listener.names",
            "CONTROLLER",
            "inter.broker.listener.name",
            "PLAINTEXT",
            "listener.security.protocol.map",
            protocols.toString(),
            "listeners",
            listeners.toString(),
            "advertised.listeners",
            advertised.toString(),
            "log.dirs",
            log.toString()));
    properties.putAll(
        Map.of(
            "auto.create.topics.enable", "false",
            "default.replication.factor", "1",
            "min.insync.replicas", "1",
            "offsets.topic.replication.factor", "1",
            "offsets.topic.num.partitions", "4",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "transaction.state.log.num.partitions", "4"));
    properties.putAll(
        Map.of(
            "share.coordinator.state.topic.replication.factor", "1",
            "share.coordinator.state.topic.min.isr", "1",
            "share.coordinator.state.topic.num.partitions", "1",
            "group.initial.rebalance.delay.ms", "0",
            // A worker that was killed must not keep its partitions for the usual 45 s.
            "group.consumer.min.session.timeout.ms", "6000",
            "group.consumer.session.timeout.ms", "6000",
            "group.consumer.min.heartbeat.interval.ms", "1000",
            "group.consumer.heartbeat.interval.ms", "1000"));
    properties.putAll(
        Map.of(
            // Index files are allocated at full size for every partition; the default is 10 MiB.
            "log.index.size.max.bytes", "1048576",
            "log.cleaner.enable", "true",
            "log.cleaner.threads", "1",
            // On the heap of the process that embeds the broker; the default is 128 MiB.
            "log.cleaner.dedupe.buffer.size", "4194304",
            "num.network.threads", "2",
            "num.io.threads", "4",
            "background.threads", "2",
            // After a kill -9 the controller keeps the dead broker's session for this long before
            // it
            // lets the new one register; the default is 9 s.
            "broker.session.timeout.ms", "4000",
            "broker.heartbeat.interval.ms", "500"));
    return properties;
  }
}
