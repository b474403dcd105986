package dev.evergrant.dev;

import static java.util.Objects.requireNonNull;

import dev.evergrant.dev.demo.DemoFrontend;
import dev.evergrant.worker.Worker;
import dev.evergrant.worker.command.TopicSetup;
import dev.evergrant.worker.command.WorkerCommand;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.config.ConfigReader;
import dev.evergrant.worker.config.Durations;
import dev.evergrant.worker.config.InvalidConfig;
import dev.evergrant.worker.config.SealingKeys;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.Migrations;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dev}: Kafka, PostgreSQL, a simulated Outreach, a demo frontend and the worker, in one. */
@Command(
    name = "evergrant dev",
    description = {
      "Runs everything on this machine: embedded Kafka and PostgreSQL, a simulated Outreach, a demo"
          + " web frontend and the worker.",
      "Its data stays in .evergrant/ between runs."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class DevCommand implements Callable<Integer> {
  private static final int PARTITIONS = 4;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--fresh", description = "Start without the data of earlier runs.")
  private boolean fresh;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "Pages, health and metrics; ${DEFAULT-VALUE}.")
  private int port;

  @Option(names = "--kafka-port", defaultValue = "9092", description = "${DEFAULT-VALUE}.")
  private int kafkaPort;

  @Option(names = "--database-port", defaultValue = "5433", description = "${DEFAULT-VALUE}.")
  private int databasePort;

  @Option(names = "--simulator-port", defaultValue = "8090", description = "${DEFAULT-VALUE}.")
  private int simulatorPort;

  @Option(
      names = "--token-lifetime",
      defaultValue = "2h",
      converter = DurationConverter.class,
      description = "Of the simulator's access tokens; ${DEFAULT-VALUE}.")
  private Duration tokenLifetime = Duration.ZERO;

  @Option(
      names = "--development-grant-lifetime",
      defaultValue = "7d",
      converter = DurationConverter.class,
      description =
          "Of development grants; ${DEFAULT-VALUE}. With a short one, such as 5m, alerts come in"
              + " step with it.")
  private Duration developmentGrantLifetime = Duration.ZERO;

  @Option(
      names = "--redirect-uri",
      description =
          "Where else users may be sent back to, such as your own frontend's callback; may be"
              + " repeated.")
  private List<URI> redirectUris = List.of();

  @Option(
      names = "--subscriber",
      paramLabel = "NAME=FILE",
      description =
          "Another service that may read the access tokens, with the file of its public key (a"
              + " JWK); may be repeated.")
  private Map<String, Path> subscribers = Map.of();

  private volatile @Nullable Running running;

  private record Running(Worker worker, DemoFrontend demo) {}

  @Override
  public Integer call() throws IOException, InvalidConfig, InterruptedException {
    DevDirectory directory =
        DevDirectory.open(Path.of(System.getProperty("evergrant.home", "")), fresh);
    DevSettings settings =
        new DevSettings(
            port,
            kafkaPort,
            databasePort,
            simulatorPort,
            tokenLifetime,
            developmentGrantLifetime,
            redirectUris.stream().map(URI::toString).toList(),
            subscribers);
    DevServices services = DevServices.start(directory, settings);
    WorkerCommand.stopInGoodOrder(() -> stop(services));
    Path file = directory.writeConfig(settings, services);
    Config config = ConfigReader.read(file, Map.of());
    prepare(config);
    DemoFrontend demo = demo(config, directory, services);
    Worker worker = Worker.start(config, demo::addTo);
    running = new Running(worker, demo);
    announce(worker, services);
    new CountDownLatch(1).await();
    return 0;
  }

  private static void prepare(Config config) {
    try (Database database = Database.open(config.database(), 2)) {
      Migrations.migrate(database.pool());
    }
    TopicSetup.create(config.kafka(), PARTITIONS);
  }

  private DemoFrontend demo(Config config, DevDirectory directory, DevServices services)
      throws IOException {
    return new DemoFrontend(
        new DemoFrontend.Setup(
            new HashMap<String, Object>(config.kafka().properties()),
            requireNonNull(config.apps().get("crm-sync")),
            DevDirectory.SUBSCRIBER,
            directory.subscriberKey(),
            SealingKeys.publicHalf(directory.sealingKey()),
            URI.create(services.simulator().baseUrl()),
            URI.create("http://localhost:" + port),
            InstantSource.system(),
            new SecureRandom()));
  }

  private void announce(Worker worker, DevServices services) {
    var out = requireNonNull(spec).commandLine().getOut();
    out.println(
        "ready  pages http://localhost:%d/  kafka %s  database %s  simulator %s"
            .formatted(
                worker.port(),
                services.kafka().bootstrapServers(),
                services.database().jdbcUrl(),
                services.simulator().baseUrl()));
    out.flush();
  }

  private void stop(DevServices services) {
    Running now = running;
    if (now != null) {
      now.worker().close();
      now.demo().close();
    }
    services.close();
  }

  /** {@code 90s}, {@code 2h}, {@code 7d}. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String written) {
      return Durations.parse(written);
    }
  }
}
