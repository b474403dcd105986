package dev.evergrant.worker.outbox;

import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.OutboxRows.Promised;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the outbox's promises.
 *
 * <ol>
 *   <li>Of all workers one publishes: the one whose session holds the advisory lock. It dies with
 *       that session, and another takes over.
 *   <li>Records of one connection are acknowledged in the order of their versions. If one fails,
 *       the later ones of its key stay too and are published again after it.
 *   <li>A row is deleted only when Kafka has acknowledged it; after a crash in between, or of the
 *       database just afterwards, the same event, with the same id, comes twice.
 *   <li>No transaction is open while Kafka is waited for.
 * </ol>
 */
public final class Relay implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Relay.class);
  private static final int BATCH = 1_000;
  private static final long LOCK = 1163283272L;
  private static final int LISTEN_MILLIS = 500;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Database database;
  private final OutboxRows rows;
  private final Producer<String, byte[]> producer;
  private final CountDownLatch stopped = new CountDownLatch(1);

  public Relay(Database database, OutboxRows rows, Producer<String, byte[]> producer) {
    this.database = database;
    this.rows = rows;
    this.producer = producer;
  }

  /** Runs until stopped; what goes wrong is logged and tried again. */
  @Override
  public void run() {
    long failures = 0;
    while (!stopping()) {
      try (Connection session = database.session()) {
        failures = 0;
        lead(session);
      } catch (SQLException | JdbiException | KafkaException problem) {
        failures++;
        log.warn("Publishing is interrupted and will be tried again: {}", problem.toString());
        pause(Math.min(LONGEST_WAIT.toMillis(), 100L << Math.min(failures, 10)));
      }
    }
  }

  private void lead(Connection session) throws SQLException {
    PGConnection notifications = session.unwrap(PGConnection.class);
    try (Statement statement = session.createStatement()) {
      statement.execute("LISTEN " + OutboxRows.CHANNEL);
    }
    boolean leading = false;
    while (!stopping()) {
      leading = leading || lock(session);
      if (leading) {
        drain(database.jdbi());
      }
      notifications.getNotifications(LISTEN_MILLIS);
      if (leading && !session.isValid(5)) {
        throw new SQLException("The session that holds the publishing lock is gone");
      }
    }
    if (leading) {
      drain(database.jdbi());
    }
  }

  private static boolean lock(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        var answer = statement.executeQuery("SELECT pg_try_advisory_lock(" + LOCK + ")")) {
      return answer.next() && answer.getBoolean(1);
    }
  }

  private void drain(Jdbi jdbi) {
    List<Promised> batch = rows.oldest(jdbi, BATCH);
    while (!batch.isEmpty()) {
      List<Long> kept = publish(batch);
      rows.delete(jdbi, kept);
      if (kept.size() < batch.size()) {
        throw new KafkaException(batch.size() - kept.size() + " records were not acknowledged");
      }
      batch = rows.oldest(jdbi, BATCH);
    }
  }

  private List<Long> publish(List<Promised> batch) {
    List<Future<RecordMetadata>> sent = new ArrayList<>(batch.size());
    for (Promised promised : batch) {
      sent.add(producer.send(record(promised.message())));
    }
    producer.flush();
    List<Long> kept = new ArrayList<>(batch.size());
    Set<String> failedKeys = new HashSet<>();
    for (int i = 0; i < batch.size(); i++) {
      String key = String.valueOf(batch.get(i).message().key());
      try {
        sent.get(i).get();
        if (!failedKeys.contains(key)) {
          kept.add(batch.get(i).id());
        }
      } catch (ExecutionException problem) {
        failedKeys.add(key);
        log.warn("A record was not acknowledged: {}", String.valueOf(problem.getCause()));
      } catch (InterruptedException problem) {
        Thread.currentThread().interrupt();
        return kept;
      }
    }
    return kept;
  }

  // A null key or payload is what Kafka itself allows; its types do not say so.
  @SuppressWarnings("NullAway")
  private static ProducerRecord<String, byte[]> record(Message message) {
    var record =
        new ProducerRecord<String, byte[]>(message.topic(), message.key(), message.payload());
    message
        .headers()
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return record;
  }

  private void pause(long millis) {
    try {
      if (stopped.await(millis, TimeUnit.MILLISECONDS)) {
        log.debug("Stopped while waiting to try again");
      }
    } catch (InterruptedException problem) {
      Thread.currentThread().interrupt();
      stop();
    }
  }

  private boolean stopping() {
    return stopped.getCount() == 0;
  }

  /** Publishes what is there and ends. */
  public void stop() {
    stopped.countDown();
  }
}
