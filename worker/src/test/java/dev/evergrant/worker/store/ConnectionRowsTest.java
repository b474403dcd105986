package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.lifecycle.Samples;
import java.nio.ByteBuffer;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionRowsTest {
  private static final Instant NOW = Tables.NOW;
  private static final Instant DUE = NOW.plus(Duration.ofMinutes(20));
  private static final Instant FLOOR = NOW.plus(Duration.ofMinutes(50));

  private final Tables tables = Tables.empty();

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void aVersionThatIsNotNewerIsNeverWritten(long version) {
    ConnectionId id = Tables.connection("user-1");
    tables.put(Tables.active(id, 2, DUE, FLOOR));
    var before = tables.row(id);
    assertThatIllegalStateException()
        .isThrownBy(() -> tables.put(Tables.active(id, version, DUE, FLOOR)));
    assertThat(tables.row(id)).isEqualTo(before);
  }

  @Test
  void aConnectionWhoseTokensDoNotOpenIsLeftOutAndKeepsNobodyElseWaiting() {
    // Given
    ConnectionId good = tables.connect("good", Tables.NOW, Tables.NOW);
    ConnectionId damaged = tables.connect("damaged", Tables.NOW, Tables.NOW);
    tables.execute(
        "UPDATE connection SET access_token = '\\x00' WHERE connection = '" + damaged + "'");
    // When
    var read =
        tables
            .jdbi()
            .inTransaction(handle -> tables.connections.read(handle, List.of(damaged, good)));
    // Then
    assertThat(read).extracting(Connection.Active::id).containsExactly(good);
  }

  @Test
  void theRefreshTokensFingerprintIsThereForTheClaimToRecord() {
    ConnectionId id = tables.connect("user-1", NOW, FLOOR);
    byte[] expected = tables.fingerprints.of("refresh crm-sync/production", "refresh-user-1");
    assertThat(tables.row(id)).containsEntry("refresh_fingerprint", ByteBuffer.wrap(expected));
    assertThat(tables.claimRefreshes(1))
        .singleElement()
        .extracting(due -> due.claim().fingerprint())
        .isEqualTo(HexFormat.of().formatHex(expected));
  }

  @Test
  void aRevokedConnectionHasNoTokensAndNothingDueAnyMore() {
    ConnectionId id = tables.connect("user-1", DUE, FLOOR);
    tables.put(
        new Connection.Revoked(id, 2, Samples.consentOf("acme"), Reason.USER_DISCONNECTED, NOW));
    assertThat(tables.row(id))
        .containsEntry("status", "revoked")
        .containsEntry("reason", "user_disconnected")
        .containsEntry("access_token", null)
        .containsEntry("refresh_token", null)
        .containsEntry("refresh_fingerprint", null)
        .containsEntry("due_at", null);
  }

  @Test
  void newTokensEndAClaimAndItsDoubt() {
    ConnectionId id = tables.connect("user-1", NOW, FLOOR);
    assertThat(tables.claimRefreshes(1)).hasSize(1);
    tables.put(Tables.active(id, 2, DUE, FLOOR));
    assertThat(tables.row(id))
        .containsEntry("owner", null)
        .containsEntry("attempt", null)
        .containsEntry("in_doubt", false)
        .containsEntry("failures", 0);
  }

  @Test
  void aConnectionThatIsNotThereIsVersionZero() {
    var current =
        tables
            .jdbi()
            .inTransaction(
                handle -> tables.connections.lock(handle, List.of(Tables.connection("new"))));
    assertThat(current).hasSize(1);
    assertThat(current.get(Tables.connection("new")))
        .isNotNull()
        .matches(row -> row.version() == 0 && !row.active());
  }

  @ParameterizedTest(name = "version {0}, spacing {1}: due {2} after the report")
  @CsvSource(
      textBlock =
          """
          3, PT0S,    PT0S
          3, PT60S,   PT0S
          3, PT61M,   PT1M
          2, PT0S,    PT20M
          4, PT0S,    PT20M
          """)
  void aReportMakesItsVersionDueAtOnceButNotWithinTheMintSpacing(
      long version, Duration spacing, Duration due) {
    // Given
    ConnectionId id = Tables.connection("user-1");
    tables.put(Tables.active(id, 3, DUE, FLOOR));
    // When
    reject(id, version, spacing);
    // Then
    assertThat(tables.row(id)).containsEntry("due_at", Timestamp.from(NOW.plus(due)));
  }

  @Test
  void aReportedTokenGoesBeforeThoseThatStillWork() {
    tables.connect("waiting", NOW.minusSeconds(600), FLOOR);
    ConnectionId reported = tables.connect("reported", DUE, FLOOR);
    reject(reported, 1, Duration.ZERO);
    assertThat(tables.claimRefreshes(1))
        .singleElement()
        .matches(due -> due.connection().equals(reported));
  }

  @Test
  void aReportAboutAConnectionThatIsBeingRefreshedChangesNothing() {
    ConnectionId id = tables.connect("user-1", NOW, FLOOR);
    assertThat(tables.claimRefreshes(1)).hasSize(1);
    var before = tables.row(id);
    reject(id, 1, Duration.ZERO);
    assertThat(tables.row(id)).isEqualTo(before);
  }

  @Test
  void twoReportsOfOneVersionAreOne() {
    ConnectionId id = tables.connect("user-1", DUE, FLOOR);
    var report = new Rejections.Rejected(id, 1, Duration.ZERO);
    tables
        .jdbi()
        .useTransaction(
            handle -> new Rejections(tables.connections).reject(handle, List.of(report, report)));
    assertThat(tables.row(id)).containsEntry("due_at", Timestamp.from(NOW));
  }

  private void reject(ConnectionId id, long version, Duration spacing) {
    tables
        .jdbi()
        .useTransaction(
            handle ->
                new Rejections(tables.connections)
                    .reject(handle, List.of(new Rejections.Rejected(id, version, spacing))));
  }
}
