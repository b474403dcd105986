package dev.evergrant.worker.command;

import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.config.InvalidConfig;
import dev.evergrant.worker.config.Problem;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.store.Cipher;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.DatabaseChecks;
import dev.evergrant.worker.store.Installation;
import dev.evergrant.worker.store.Migrations;
import dev.evergrant.worker.work.Spool;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code check}: everything that would keep a worker from starting, all at once. */
@Command(
    name = "check",
    description =
        "Checks the configuration and every connection, and reports all problems at once.",
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
  @Mixin private final ConfigFile config = new ConfigFile();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    List<String> problems = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    try {
      Config read = config.read();
      database(read, problems, warnings);
      spool(read, problems);
      kafka(read, problems);
      providers(read, problems);
      webhooks(read, problems, notes);
    } catch (InvalidConfig invalid) {
      for (Problem problem : invalid.problems()) {
        problems.add(problem.path() + ": " + problem.message());
      }
    }
    PrintWriter out = Output.out(spec);
    notes.forEach(out::println);
    warnings.forEach(warning -> out.println("Warning: " + warning));
    if (problems.isEmpty()) {
      out.println("Everything is in order.");
      return 0;
    }
    problems.forEach(out::println);
    out.println(problems.size() == 1 ? "1 problem." : problems.size() + " problems.");
    return 1;
  }

  private static void database(Config config, List<String> problems, List<String> warnings) {
    try (Database database = Database.open(config.database(), 2)) {
      if (!database.works()) {
        problems.add(
            "database: it cannot be reached with this url, user and password. Is it running, and"
                + " may this user connect?");
        return;
      }
      for (DatabaseChecks.Finding finding :
          DatabaseChecks.run(database::session, InstantSource.system(), System::nanoTime)) {
        (finding.refuses() ? problems : warnings).add("database: " + finding.sentence());
      }
      List<String> pending = Migrations.pending(database.pool());
      if (!pending.isEmpty()) {
        problems.add("database: it lacks " + pending + ". Run: ./evergrant migrate --config FILE");
        return;
      }
      Installation.fingerprints(
          database.jdbi(), Cipher.of(config.encryption().keyset()), new SecureRandom());
    } catch (SQLException problem) {
      problems.add("database: " + problem.getMessage());
    } catch (Cipher.CannotDecrypt problem) {
      problems.add("encryption.keyset: it is not the one that this database was written with.");
    }
  }

  private static void spool(Config config, List<String> problems) {
    Path directory = config.spool().directory();
    try {
      Spool.tryOut(directory, "check-" + ProcessHandle.current().pid());
    } catch (IOException problem) {
      problems.add("spool.directory: " + directory + " cannot be written.");
    }
  }

  private static void kafka(Config config, List<String> problems) {
    try {
      List<String> missing = TopicSetup.missing(config.kafka());
      if (!missing.isEmpty()) {
        problems.add(
            "kafka: the topics "
                + missing
                + " are missing. Create them, or run: ./evergrant"
                + " migrate --topics --config FILE");
      }
    } catch (KafkaException problem) {
      problems.add("kafka: " + problem.getMessage());
    }
  }

  private static void providers(Config config, List<String> problems) {
    config.apps().values().stream()
        .map(App::provider)
        .map(Profile::tokenUrl)
        .map(Reach::of)
        .distinct()
        .forEach(
            reach -> reach.problem().ifPresent(problem -> problems.add("providers: " + problem)));
  }

  private static void webhooks(Config config, List<String> problems, List<String> notes) {
    config
        .alerts()
        .webhooks()
        .forEach(
            (name, webhook) -> {
              String place = "alerts.webhooks." + name + ": ";
              Reach reach = Reach.of(webhook.url());
              reach
                  .problem()
                  .ifPresentOrElse(
                      problem -> problems.add(place + problem),
                      () -> notes.add(place + reach + " can be reached."));
            });
  }
}
