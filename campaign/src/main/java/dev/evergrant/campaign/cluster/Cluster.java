package dev.evergrant.campaign.cluster;

import dev.evergrant.campaign.check.Evidence.Life;
import dev.evergrant.campaign.check.Evidence.Pause;
import dev.evergrant.campaign.check.Evidence.Span;
import dev.evergrant.devkit.services.Directories;
import dev.evergrant.devkit.services.FreePort;
import dev.evergrant.worker.command.TopicSetup;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.config.ConfigReader;
import dev.evergrant.worker.config.InvalidConfig;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.Migrations;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Everything that runs in one scenario. */
public final class Cluster implements AutoCloseable {
  private static final int PARTITIONS = 6;

  private final Setup setup;
  private final Wire wire = new Wire();
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final List<WorkerSlot> slots = new ArrayList<>();
  private final List<Pause> pauses = new CopyOnWriteArrayList<>();
  private final List<Pause> cuts = new CopyOnWriteArrayList<>();
  private final Postgres postgres;
  private final Simulator simulator;
  private final Kafka kafka;
  private final Database database;
  private final String keyset;
  private final Config config;

  /** Starts everything and returns when all workers are ready. */
  public static Cluster start(Setup setup) throws IOException, InterruptedException {
    var cluster = new Cluster(setup);
    for (WorkerSlot slot : cluster.slots) {
      slot.start();
    }
    for (WorkerSlot slot : cluster.slots) {
      if (!slot.awaitReady(Duration.ofSeconds(90))) {
        cluster.close();
        throw new IOException(
            "worker %d does not start; see %s".formatted(slot.slot(), setup.directory()));
      }
    }
    return cluster;
  }

  private Cluster(Setup setup) throws IOException, InterruptedException {
    this.setup = setup;
    Path directory = setup.directory();
    Directories.makeEmpty(directory);
    // Whatever happens, nothing is left behind.
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::closeParts));
    try {
      postgres = part(Postgres.start(directory.resolve("postgres")));
      simulator = part(Simulator.start(setup, directory));
      List<int[]> doors = new ArrayList<>();
      List<WorkerSlot.Links> links = new ArrayList<>();
      for (int i = 0; i < setup.workers(); i++) {
        int slot = i + 1;
        int listener = FreePort.orAny(0);
        var toKafka = part(Proxy.open(listener, () -> Tap.DEAF));
        doors.add(new int[] {listener, toKafka.port()});
        links.add(
            new WorkerSlot.Links(
                part(Proxy.open(simulator.port(), () -> wire.tap(slot))),
                part(Proxy.open(postgres.port(), () -> Tap.DEAF)),
                toKafka));
      }
      kafka = part(Kafka.start(setup.programs(), directory, doors));
      var files = new Configuration(setup, simulator.port());
      keyset = files.keyset();
      config = read(files.direct(postgres, kafka));
      database = part(Database.open(config.database(), 4));
      Migrations.migrate(database.pool());
      var _ = TopicSetup.create(config.kafka(), PARTITIONS);
      for (int i = 0; i < setup.workers(); i++) {
        int pages = FreePort.orAny(0);
        var slot =
            new WorkerSlot(
                i + 1,
                setup.programs(),
                directory,
                links.get(i),
                pages,
                i * setup.skewSeconds(),
                this::number);
        files.write(slot.config(), links.get(i), pages);
        slots.add(slot);
      }
    } catch (IOException | RuntimeException | InterruptedException problem) {
      closeParts();
      throw problem;
    }
  }

  private static Config read(String yaml) {
    try {
      return ConfigReader.read(yaml, Path.of("."), Map.of());
    } catch (InvalidConfig problem) {
      throw new IllegalStateException("The campaign's own configuration is wrong", problem);
    }
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.add(part);
    return part;
  }

  /** None while the database is away. */
  private @Nullable Integer number(long pid) {
    try {
      return database
          .jdbi()
          .withHandle(
              handle ->
                  handle
                      .createQuery(
                          "SELECT id FROM worker WHERE name LIKE 'worker-' || :pid || '-%'")
                      .bind("pid", pid)
                      .mapTo(Integer.class)
                      .findFirst()
                      .orElse(null));
    } catch (JdbiException away) {
      return null;
    }
  }

  public Setup setup() {
    return setup;
  }

  public Wire wire() {
    return wire;
  }

  public List<WorkerSlot> slots() {
    return slots;
  }

  public Simulator simulator() {
    return simulator;
  }

  public Postgres postgres() {
    return postgres;
  }

  public Kafka kafka() {
    return kafka;
  }

  /** Without proxy. */
  public Database database() {
    return database;
  }

  /** How to reach Kafka, without proxy. */
  public Config.Kafka kafkaConfig() {
    return config.kafka();
  }

  /** What everything at rest is encrypted with. */
  public Secret keyset() {
    return new Secret(keyset);
  }

  /** What must be found nowhere, beside what went over the wire. */
  public List<String> ownSecrets() {
    return List.of(Setup.CLIENT_SECRET, Setup.DATABASE_PASSWORD);
  }

  public Path databaseFiles() {
    return postgres.directory();
  }

  public Path kafkaFiles() {
    return kafka.data();
  }

  /** A worker's process has been paused for a while. */
  public void paused(Pause pause) {
    pauses.add(pause);
  }

  /** When workers' processes were paused. */
  public List<Pause> pauses() {
    return List.copyOf(pauses);
  }

  /** A worker's link to the database has been disturbed for a while. */
  public void cutOff(Pause cut) {
    cuts.add(cut);
  }

  /** When workers' links to the database were disturbed. */
  public List<Pause> cuts() {
    return List.copyOf(cuts);
  }

  /** When PostgreSQL was away. */
  public List<Span> databaseOutages() {
    return postgres.outages();
  }

  /** All processes of workers that have been. */
  public List<Life> lives() {
    return slots.stream().flatMap(slot -> slot.lives().stream()).toList();
  }

  /**
   * Stops the workers for good, so that nothing moves any more.
   *
   * @return those that did not stop in good order
   */
  public List<String> stopWorkers() throws InterruptedException {
    List<String> bad = new ArrayList<>();
    for (WorkerSlot slot : slots) {
      if (!slot.stop()) {
        bad.add("Worker %d did not stop in good order.".formatted(slot.slot()));
      }
    }
    return bad;
  }

  @Override
  public void close() {
    closeParts();
  }

  private synchronized void closeParts() {
    try {
      for (WorkerSlot slot : slots) {
        slot.abandon();
      }
      for (AutoCloseable part : parts.reversed()) {
        part.close();
      }
    } catch (Exception problem) {
      System.err.println("campaign: not everything was cleared away: " + problem);
    }
    parts.clear();
  }
}
