package dev.evergrant.worker.work;

import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.store.ConnectionRows.Current;
import dev.evergrant.worker.store.GrantRows;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of tokens that came when their row had moved on. None that was received is thrown
 * away: it becomes the connection's if a verdict was given for want of it, it is revoked if the
 * user does not want it any more, and else it is kept until it is certainly of no use.
 */
final class LateTokens {
  private LateTokens() {}

  /** What becomes of them. */
  enum Fate {
    /** They are the connection's next version. */
    ACCEPTED,
    /** They are kept, and tried if the stored ones are refused. */
    QUARANTINED,
    /** The provider is told to revoke them, where it can be told. */
    REVOKED
  }

  /** Of a refresh whose version is not the stored one, or whose connection has ended. */
  static Fate of(Due.Refresh due, Current row) {
    if (row.active()) {
      return Fate.QUARANTINED;
    }
    if (!isVerdict(row.reason())) {
      return Fate.REVOKED;
    }
    return row.version() == due.version() + 1 ? Fate.ACCEPTED : Fate.QUARANTINED;
  }

  /**
   * Of a code.
   *
   * @param state of its grant; null if it is forgotten
   */
  static Fate of(Due.Grant due, GrantRows.@Nullable State state, Current row) {
    return switch (state) {
      case PENDING -> Fate.ACCEPTED;
      case REFUSED -> hasNewerConsent(due, row) ? Fate.QUARANTINED : Fate.ACCEPTED;
      case CONNECTED -> row.active() || isVerdict(row.reason()) ? Fate.QUARANTINED : Fate.REVOKED;
      case WITHDRAWN -> Fate.REVOKED;
      case null -> Fate.REVOKED;
    };
  }

  /** Given without knowing of the tokens, unlike an end that was wanted or foreseen. */
  private static boolean isVerdict(@Nullable Reason reason) {
    return reason == Reason.PROVIDER_REVOKED || reason == Reason.LOST_IN_FLIGHT;
  }

  private static boolean hasNewerConsent(Due.Grant due, Current row) {
    return row.consent().authorizedAt().isAfter(due.consent().authorizedAt());
  }
}
