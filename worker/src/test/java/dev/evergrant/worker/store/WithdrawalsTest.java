package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** For how long a withdrawal's event is known. */
class WithdrawalsTest {
  private final Tables tables = Tables.empty();

  @Test
  void anEventIsKnownUntilNoRedeliveryCanBringItBack() {
    assertThat(note("/crm", "1")).isTrue();
    assertThat(note("/crm", "1")).as("again").isFalse();
    assertThat(note("/shop", "1")).as("of another source").isTrue();
    tables.at(Tables.NOW.plus(Duration.ofDays(10)));
    assertThat(note("/crm", "2")).isTrue();
    tables.at(Tables.NOW.plus(Duration.ofDays(15)));
    assertThat(purge(1)).as("a batch").isEqualTo(1);
    assertThat(purge(500)).as("the rest").isEqualTo(1);
    assertThat(note("/crm", "2")).as("younger").isFalse();
    assertThat(note("/crm", "1")).as("forgotten").isTrue();
  }

  private boolean note(String source, String id) {
    return tables.jdbi().inTransaction(handle -> Withdrawals.note(handle, source, id));
  }

  private int purge(int limit) {
    return tables.jdbi().inTransaction(handle -> Withdrawals.purge(handle, 14, limit));
  }
}
