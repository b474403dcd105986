package dev.evergrant.bench.stage;

import static java.util.Objects.requireNonNull;

import dev.evergrant.devkit.process.Child;
import dev.evergrant.devkit.services.Directories;
import dev.evergrant.devkit.services.EmbeddedPostgres;
import dev.evergrant.devkit.services.FreePort;
import dev.evergrant.devkit.services.KafkaMain;
import dev.evergrant.worker.command.TopicSetup;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.store.Cipher;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.Fingerprints;
import dev.evergrant.worker.store.Installation;
import dev.evergrant.worker.store.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A database (fsync on), a broker and providers of one measurement, each a process of its own, and
 * the workers that are started on them. Used by one thread.
 */
public final class Stage implements AutoCloseable {
  /** What README.md recommends for a million connections; everything else is PostgreSQL's own. */
  private static final Map<String, String> POSTGRES =
      Map.of(
          "shared_buffers", "2GB",
          "max_wal_size", "8GB",
          "checkpoint_timeout", "15min");

  private final Setup setup;
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final Map<String, ProviderProcess> providers = new LinkedHashMap<>();
  private final Configuration configuration;
  private final Config config;
  private final Cipher cipher;
  private final Fingerprints fingerprints;
  private final Database database;
  private final Topic topic;
  private final Child kafka;
  private int workers;

  /** Starts everything but workers, with the connections that are wanted. */
  public static Stage set(Setup setup) throws IOException, InterruptedException, SQLException {
    return new Stage(setup);
  }

  private Stage(Setup setup) throws IOException, InterruptedException, SQLException {
    this.setup = setup;
    Path directory = setup.directory();
    Directories.makeEmpty(directory);
    // Whatever happens, nothing is left behind.
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::closeParts));
    try {
      var postgres =
          part(
              EmbeddedPostgres.start(
                  directory.resolve("postgres"), 0, Setup.DATABASE_PASSWORD, POSTGRES));
      int kafkaPort = FreePort.orAny(0);
      kafka = kafka(directory, kafkaPort);
      Map<String, Integer> ports = new LinkedHashMap<>();
      for (Setup.App app : setup.apps()) {
        var provider = part(ProviderProcess.start(setup, app));
        providers.put(app.name(), provider);
        ports.put(app.name(), provider.port());
      }
      configuration = new Configuration(setup, "localhost:" + kafkaPort, postgres.jdbcUrl(), ports);
      config = configuration.read();
      cipher = Cipher.of(config.encryption().keyset());
      database = part(Database.open(config.database(), 8));
      Migrations.migrate(database.pool());
      var _ = TopicSetup.create(config.kafka(), Topic.PARTITIONS);
      fingerprints = Installation.fingerprints(database.jdbi(), cipher, new SecureRandom());
      topic = part(new Topic(config.kafka()));
      for (Setup.App app : setup.apps()) {
        new Seed(cipher, fingerprints, app).write(database);
      }
    } catch (IOException | SQLException | RuntimeException | InterruptedException problem) {
      closeParts();
      throw problem;
    }
  }

  private Child kafka(Path directory, int port) throws IOException, InterruptedException {
    Child broker =
        Programs.own(
            "Kafka",
            directory.resolve("kafka.log"),
            "768m",
            KafkaMain.class.getName(),
            List.of(directory.resolve("kafka").toString(), String.valueOf(port)));
    parts.add(broker::kill);
    broker.awaitLine("ready", Duration.ofSeconds(60));
    return broker;
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.add(part);
    return part;
  }

  /** Starts a worker, and returns when it is ready; flags are the JVM's. */
  public WorkerProcess worker(String... flags) throws IOException, InterruptedException {
    return worker(Programs.worker(setup.home(), List.of(flags)));
  }

  /** The same with a command of one's own, up to the class to run. */
  public WorkerProcess worker(List<String> java) throws IOException, InterruptedException {
    int number = ++workers;
    int pages = FreePort.orAny(0);
    Path file = setup.directory().resolve("worker-%d.yaml".formatted(number));
    Files.writeString(file, configuration.yaml(pages));
    Path log = setup.directory().resolve("worker-%d.log".formatted(number));
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of("worker", "--config", file.toString()));
    return part(WorkerProcess.start(() -> Child.start("a worker", log, command), pages));
  }

  /** A worker's configuration, written to a file; its pages are on any free port. */
  public Path configuration() throws IOException {
    Path file = setup.directory().resolve("evergrant.yaml");
    return Files.writeString(file, configuration.yaml(0));
  }

  /** The provider of an app. */
  public ProviderProcess provider(String app) {
    return requireNonNull(providers.get(app));
  }

  /** Something else on the benchmark's class path that is to end with the stage. */
  public Child program(String name, String main, List<String> arguments) throws IOException {
    Child child =
        Programs.own(name, setup.directory().resolve(name + ".log"), "512m", main, arguments);
    parts.add(child::kill);
    return child;
  }

  public Path directory() {
    return setup.directory();
  }

  public Config config() {
    return config;
  }

  /** What everything at rest is encrypted with. */
  public Cipher cipher() {
    return cipher;
  }

  /** Of codes and refresh tokens, with the database's own key. */
  public Fingerprints fingerprints() {
    return fingerprints;
  }

  public Database database() {
    return database;
  }

  public Topic topic() {
    return topic;
  }

  /** Processor time that was used so far, in seconds, by what is measured. */
  public Cpu cpu() {
    return new Cpu(
        parts.stream()
            .filter(WorkerProcess.class::isInstance)
            .mapToDouble(part -> Cpu.seconds(((WorkerProcess) part).pid()))
            .sum(),
        postmaster()
            .map(
                server ->
                    Cpu.seconds(server.pid())
                        + server
                            .descendants()
                            .mapToDouble(process -> Cpu.seconds(process.pid()))
                            .sum())
            .orElse(0.0),
        Cpu.seconds(kafka.pid()),
        providers.values().stream().mapToDouble(provider -> Cpu.seconds(provider.pid())).sum());
  }

  /** PostgreSQL's main process; the others are its children, and live as long as their sessions. */
  private Optional<ProcessHandle> postmaster() {
    try (var lines = Files.lines(setup.directory().resolve("postgres/data/postmaster.pid"))) {
      return lines.findFirst().map(Long::parseLong).flatMap(ProcessHandle::of);
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  /** One number that the database knows. */
  public double number(String query) {
    return database
        .jdbi()
        .withHandle(handle -> handle.createQuery(query).mapTo(Double.class).one());
  }

  @Override
  public void close() {
    closeParts();
  }

  private synchronized void closeParts() {
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (Exception problem) {
        System.err.println("bench: not everything was cleared away: " + problem);
      }
    }
    parts.clear();
  }
}
