package dev.evergrant.contracts;

/** The names of the Kafka topics. Every record's key is a connection id. */
public final class Topics {
  /** In, from web frontends: {@link AuthorizationCompleted} and {@link AuthorizationWithdrawn}. */
  public static final String AUTHORIZATIONS = "oauth.authorizations.v1";

  /** In, from subscribers: {@link TokenRejected}. */
  public static final String TOKEN_REPORTS = "oauth.token-reports.v1";

  /** Out, compacted: {@link TokenUpdate}, or a tombstone when a connection is erased. */
  public static final String TOKEN_UPDATES = "oauth.token-updates.v1";

  /** Out, to people's tools: the {@link Alert}s. */
  public static final String ALERTS = "oauth.alerts.v1";

  /** Out: what could not be decoded or is not acceptable, with the reason in its headers. */
  public static final String DEAD_LETTERS = "oauth.authorizations.v1-dlt";

  private Topics() {}
}
