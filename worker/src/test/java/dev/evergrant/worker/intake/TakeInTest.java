package dev.evergrant.worker.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.Topics;
import dev.evergrant.devkit.services.Stack;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.config.Keysets;
import dev.evergrant.worker.lifecycle.Samples;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.Cipher;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.Fingerprints;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.HistoryRows;
import dev.evergrant.worker.store.Migrations;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.QuarantineRows;
import dev.evergrant.worker.store.ReauthorizationRows;
import dev.evergrant.worker.store.Rejections;
import dev.evergrant.worker.store.RevocationRows;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When what was taken in is on the disk, told by how far the server's log is there. */
class TakeInTest {
  private static final String APP = Samples.app(Samples.outreach()).name();

  private static final String REDIRECT_URI = "https://crm.example/cb";

  private final Database database = open(Stack.shared());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TakeIn takeIn = takeIn(database.jdbi());
  private final List<Long> grantsWhenDue = new ArrayList<>();
  private final List<Boolean> onDiskWhenDue = new ArrayList<>();
  private String committedAt = "";

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void grantsCanBeClaimedAtOnceAndAreOnTheDiskBeforeTheirOffsetsAreCommitted() {
    takeIn.take(List.of(completed(grant("user-1")), completed(grant("user-2"))), this::due);
    // Then
    assertThat(ask("SELECT coalesce(string_agg(headers::text, ' '), '') FROM outbox", String.class))
        .as("what is refused")
        .isEmpty();
    assertThat(grantsWhenDue).containsExactly(2L);
    assertThat(isOnDisk(committedAt)).isTrue();
  }

  @Test
  void whatWasTakenInByATryThatFailedIsOnTheDiskOnceItHasComeAgain() {
    // Given
    var grant = completed(grant("user-1"));
    assertThatThrownBy(
            () ->
                takeIn.take(
                    List.of(grant),
                    () -> {
                      due();
                      throw new IllegalStateException("killed before the disk was waited for");
                    }))
        .isInstanceOf(IllegalStateException.class);
    // When
    takeIn.take(List.of(grant, rejected("crm-sync/production/nobody")), () -> {});
    // Then
    assertThat(isOnDisk(committedAt)).isTrue();
  }

  @Test
  void aWithdrawalThatComesAgainLeavesWhatWasAuthorizedSince() {
    // Given
    takeIn.take(List.of(completed(grant("user-1"))), this::due);
    var withdrawal = withdrawn("user-1");
    var again = completed(grant("user-1").replace("code-of", "another-code-of"));
    // When
    takeIn.take(List.of(withdrawal, again), this::due);
    takeIn.take(List.of(withdrawal, again), this::due);
    // Then
    assertThat(
            ask("SELECT string_agg(state, ' ' ORDER BY id) FROM authorization_grant", String.class))
        .isEqualTo("withdrawn pending");
    assertThat(meters.counter("evergrant.withdrawals").count()).isEqualTo(1);
  }

  @Test
  void whatCouldBePublishedIsOnTheDiskBeforeAnybodyIsToldOfIt() {
    takeIn.take(
        List.of(completed(grant("user-1")), completed("{}")),
        () -> onDiskWhenDue.add(isOnDisk(insertedUpTo())));
    assertThat(onDiskWhenDue).containsExactly(true);
  }

  private void due() {
    grantsWhenDue.add(ask("SELECT count(*) FROM authorization_grant", Long.class));
    committedAt = insertedUpTo();
  }

  /** Whether all that had been written up to that place is on the disk. */
  private boolean isOnDisk(String place) {
    return ask("SELECT pg_current_wal_flush_lsn() >= '" + place + "'", Boolean.class);
  }

  private String insertedUpTo() {
    return ask("SELECT pg_current_wal_insert_lsn()::text", String.class);
  }

  private <T> T ask(String question, Class<T> type) {
    return database.jdbi().withHandle(handle -> handle.createQuery(question).mapTo(type).one());
  }

  private static String grant(String subject) {
    return """
    {"app":"%s","environment":"production","subject":"%s","code":"code-of-%2$s","redirectUri":"%s"}\
    """
        .formatted(APP, subject, REDIRECT_URI);
  }

  private ConsumerRecord<String, byte[]> completed(String data) {
    return record(Topics.AUTHORIZATIONS, EventTypes.AUTHORIZATION_COMPLETED, data);
  }

  private ConsumerRecord<String, byte[]> withdrawn(String subject) {
    return record(
        Topics.AUTHORIZATIONS,
        EventTypes.AUTHORIZATION_WITHDRAWN,
        """
        {"app":"%s","subject":"%s"}\
        """
            .formatted(APP, subject));
  }

  private ConsumerRecord<String, byte[]> rejected(String connection) {
    return record(
        Topics.TOKEN_REPORTS,
        EventTypes.TOKEN_REJECTED,
        """
        {"connection":"%s","version":1}\
        """
            .formatted(connection));
  }

  private ConsumerRecord<String, byte[]> record(String topic, String type, String data) {
    Instant now = database.jdbi().withHandle(Database::now);
    String envelope =
        """
        {"specversion":"1.0","id":"%s","source":"/crm","type":"%s","time":"%s","data":%s}\
        """
            .formatted(UUID.randomUUID(), type, now, data);
    var record = new ConsumerRecord<>(topic, 0, 0, "key", envelope.getBytes(UTF_8));
    record.headers().add("content-type", CloudEventCodec.ENVELOPE_TYPE.getBytes(UTF_8));
    return record;
  }

  private static Database open(Stack stack) {
    try {
      Database database =
          Database.open(
              new Config.Database(
                  stack.freshDatabase(),
                  stack.databaseUser(),
                  new Secret(stack.databasePassword())),
              4);
      Migrations.migrate(database.pool());
      return database;
    } catch (SQLException problem) {
      throw new IllegalStateException(problem);
    }
  }

  private TakeIn takeIn(Jdbi jdbi) {
    var codec = new CloudEventCodec();
    var cipher = Cipher.of(Keysets.generate());
    var fingerprints = new Fingerprints(new byte[32]);
    var connections = new ConnectionRows(cipher, fingerprints);
    var grants = new GrantRows(cipher);
    var outbox = new OutboxRows();
    var withdraw =
        new Withdraw(
            connections,
            grants,
            new RevocationRows(cipher, Set.of()),
            new QuarantineRows(cipher, fingerprints),
            new ReauthorizationRows(),
            new HistoryRows(),
            outbox,
            new Messages(codec, UUID::randomUUID));
    return new TakeIn(
        jdbi,
        Map.of(APP, Samples.app(Samples.outreach())),
        codec,
        new SealedCodes(List.of(), codec),
        fingerprints,
        grants,
        new Rejections(connections),
        withdraw,
        outbox,
        meters);
  }
}
