package dev.evergrant.dev;

import dev.evergrant.devkit.services.EmbeddedKafka;
import dev.evergrant.devkit.services.EmbeddedPostgres;
import dev.evergrant.devkit.simulator.AppCredentials;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.OutreachSimulator;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the worker needs around it, started side by side. */
record DevServices(EmbeddedKafka kafka, EmbeddedPostgres database, OutreachSimulator simulator)
    implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DevServices.class);

  static DevServices start(DevDirectory directory, DevSettings settings) throws IOException {
    String password = directory.databasePassword();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<EmbeddedKafka> kafka =
          threads.submit(() -> EmbeddedKafka.start(directory.kafka(), settings.kafkaPort()));
      Future<EmbeddedPostgres> database =
          threads.submit(
              () ->
                  EmbeddedPostgres.start(directory.postgres(), settings.databasePort(), password));
      Callable<OutreachSimulator> start = () -> simulator(directory, settings);
      Future<OutreachSimulator> simulator = threads.submit(start);
      return new DevServices(
          started("Kafka", kafka),
          started("PostgreSQL", database),
          started("The simulator", simulator));
    }
  }

  private static <T> T started(String what, Future<T> service) throws IOException {
    try {
      return service.get();
    } catch (ExecutionException problem) {
      Throwable cause = problem.getCause() == null ? problem : problem.getCause();
      throw new IOException(what + " does not start: " + cause.getMessage(), cause);
    } catch (InterruptedException problem) {
      Thread.currentThread().interrupt();
      throw new IOException(what + " was not waited for", problem);
    }
  }

  private static OutreachSimulator simulator(DevDirectory directory, DevSettings settings)
      throws IOException {
    List<AppCredentials> apps =
        List.of(
            AppCredentials.crmSync(Environment.DEVELOPMENT)
                .withRedirectUris(Set.copyOf(settings.redirectUris())),
            AppCredentials.crmSync(Environment.PRODUCTION)
                .withRedirectUris(Set.copyOf(settings.redirectUris())));
    return OutreachSimulator.start(
        OutreachSimulator.Options.defaults()
            .withPort(settings.simulatorPort())
            .withDirectory(directory.simulator())
            .withSettings(
                outreach ->
                    outreach
                        .withApps(apps)
                        .withTokenLifetime(settings.tokenLifetime())
                        .withMintSpacing(settings.mintSpacing())
                        .withDevelopmentGrantLifetime(settings.developmentGrantLifetime())));
  }

  @Override
  public void close() {
    close("the simulator", simulator);
    close("Kafka", kafka);
    close("PostgreSQL", database);
  }

  private static void close(String what, AutoCloseable service) {
    try {
      service.close();
    } catch (Exception problem) {
      log.warn("{} did not stop in good order: {}", what, problem.toString());
    }
  }
}
