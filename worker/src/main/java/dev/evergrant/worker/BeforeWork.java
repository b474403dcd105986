package dev.evergrant.worker;

import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.outbox.ComparePublished;
import dev.evergrant.worker.store.Cipher;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.DatabaseChecks;
import dev.evergrant.worker.store.DatabaseChecks.Finding;
import dev.evergrant.worker.store.Migrations;
import dev.evergrant.worker.work.Spool;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is looked at before a worker claims anything, and refuses the start in a sentence. */
final class BeforeWork {
  private static final Logger log = LoggerFactory.getLogger(BeforeWork.class);
  private static final int LARGEST_EVENT = 1 << 20;

  private BeforeWork() {}

  /** The sentence for what kept a worker from starting. */
  static StartRefused refused(Config config, Exception problem) {
    String said = String.valueOf(problem.getMessage());
    return switch (problem) {
      case IOException _ ->
          new StartRefused("Port " + config.pages().port() + " cannot be opened: " + said, problem);
      case InterruptedException _ -> {
        Thread.currentThread().interrupt();
        yield new StartRefused("The start was interrupted.", problem);
      }
      case Migrations.SchemaIsOld _, Spool.Unreadable _ -> new StartRefused(said, problem);
      case Cipher.CannotDecrypt _ ->
          new StartRefused(
              "encryption.keyset is not the one that this database was written with. Configure that"
                  + " one; without it no token can be read.",
              problem);
      default -> new StartRefused("The database cannot be used: " + said, problem);
    };
  }

  /**
   * Whether the database keeps what it has confirmed, and leaves a session its locks.
   *
   * @throws StartRefused if not
   */
  static void check(Database database, InstantSource wallClock, LongSupplier nanos)
      throws SQLException {
    List<Finding> findings = DatabaseChecks.run(database::session, wallClock, nanos);
    findings.stream()
        .filter(finding -> !finding.refuses())
        .forEach(finding -> log.warn("{}", finding.sentence()));
    String refusals =
        findings.stream()
            .filter(Finding::refuses)
            .map(Finding::sentence)
            .collect(Collectors.joining("\n"));
    if (!refusals.isEmpty()) {
      throw new StartRefused(refusals, null);
    }
  }

  /**
   * Opens the spool and takes over what dead workers left in it.
   *
   * @throws StartRefused if it cannot be written
   */
  static Spool spool(Config config, String name, Cipher cipher, LongSupplier nanos) {
    try {
      return Spool.open(config.spool().directory(), name, cipher, nanos);
    } catch (IOException problem) {
      throw new StartRefused(
          "spool.directory: "
              + config.spool().directory()
              + " cannot be written ("
              + problem.getMessage()
              + "). Tokens that the database has not taken are kept there; name a directory that"
              + " this user may write and that outlives the process.",
          problem);
    }
  }

  /**
   * Compares a database that was restored with what Kafka has, and holds what is behind.
   *
   * @throws StartRefused if Kafka cannot be read to its end
   */
  static void compare(Config config, Database database) {
    try (var consumer = new KafkaConsumer<String, byte[]>(Clients.reader(config.kafka()))) {
      CloudEventCodec codec = new CloudEventCodec(LARGEST_EVENT);
      var report = new ComparePublished(database.jdbi(), consumer, codec).run();
      log.warn(
          "Started paused. Connections of which the database has the version that Kafka has: {};"
              + " a newer one: {}; an older one: {}, of which {} were active and are held. Known to"
              + " Kafka only: {}; to the database only: {}. See ./evergrant connections list"
              + " --held; ./evergrant resume ends the pause.",
          report.equal(),
          report.ahead(),
          report.behind(),
          report.held(),
          report.onlyInKafka(),
          report.onlyInDatabase());
    } catch (KafkaException problem) {
      throw new StartRefused(
          "Kafka's token updates cannot be compared with the database: " + problem.getMessage(),
          problem);
    }
  }
}
