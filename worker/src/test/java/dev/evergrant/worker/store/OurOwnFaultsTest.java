package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.config.Keysets;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Lifecycle;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What our own side does wrong never counts against a connection. */
class OurOwnFaultsTest {
  private static final Instant NOW = Tables.NOW;

  private final Tables tables = Tables.empty();
  private final ConnectionId id =
      tables.connect("user-1", NOW.minusSeconds(1), NOW.plus(Duration.ofHours(1)));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "another keyset",
        "a lock that is not given in time",
        "a session that is cut in the middle of a verdict",
        "a refused configuration",
        "too many requests",
        "a worker that was too slow to ask"
      })
  void aFaultLeavesNoMarkOnTheConnection(String fault) {
    switch (fault) {
      case "another keyset" -> claimWithAnotherKeyset();
      case "a lock that is not given in time" -> waitForALockInVain();
      case "a session that is cut in the middle of a verdict" -> cutAVerdict();
      case "a refused configuration" -> answered(new Reply.Misconfigured("invalid_client"));
      case "too many requests" -> answered(new Reply.Throttled(null));
      case "a worker that was too slow to ask" -> tooSlow();
      default -> throw new IllegalArgumentException(fault);
    }
    assertThat(tables.row(id))
        .containsEntry("status", "active")
        .containsEntry("version", 1L)
        .containsEntry("reason", null)
        .containsEntry("owner", null)
        .containsEntry("in_doubt", false)
        .containsEntry("failures", 0)
        .containsEntry("refusals", 0);
  }

  private void claimWithAnotherKeyset() {
    Claims claims = new Claims(tables.jdbi(), Cipher.of(Keysets.generate()), () -> 0);
    assertThat(
            claims.refreshes(
                Tables.credentials("production"), Tables.WORKER, Tables.LEASE, 8, false))
        .isEmpty();
  }

  private void waitForALockInVain() {
    try (var holder = tables.jdbi().open();
        var waiting = tables.jdbi().open()) {
      holder.begin();
      var _ = tables.connections.lock(holder, List.of(id));
      waiting.begin();
      waiting.execute("SET LOCAL lock_timeout = '50ms'");
      assertThatThrownBy(() -> tables.connections.lock(waiting, List.of(id)))
          .isInstanceOf(JdbiException.class);
      waiting.rollback();
      holder.rollback();
    }
  }

  private void cutAVerdict() {
    var revoked =
        new Connection.Revoked(
            id, 2, Samples.consentOf("acme"), Reason.PROVIDER_REVOKED, Samples.ANSWERED);
    assertThatThrownBy(
            () ->
                tables
                    .jdbi()
                    .useTransaction(
                        handle -> {
                          var _ = tables.connections.lock(handle, List.of(id));
                          tables.connections.put(
                              handle, List.of(new ConnectionRows.Next(revoked, null)));
                          var _ =
                              handle
                                  .createQuery("SELECT pg_terminate_backend(pg_backend_pid())")
                                  .mapTo(Boolean.class)
                                  .one();
                        }))
        .isInstanceOf(JdbiException.class);
  }

  private void answered(Reply reply) {
    Due.Refresh due = tables.claimRefreshes(1).getFirst();
    giveBack(due, Samples.decide(due, Samples.outreach(), reply));
  }

  private void tooSlow() {
    Due.Refresh due = tables.claimRefreshes(1).getFirst();
    giveBack(due, Lifecycle.notAsked(due, NOW, "Too slow."));
  }

  private void giveBack(Due.Refresh due, Decision decision) {
    var later = (Decision.Later) decision;
    tables
        .jdbi()
        .useTransaction(
            handle -> PostponedRefresh.giveBack(handle, List.of(new PostponedRefresh(due, later))));
  }
}
