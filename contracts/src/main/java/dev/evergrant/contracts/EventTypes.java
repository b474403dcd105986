package dev.evergrant.contracts;

/** The CloudEvents {@code type} of every event. */
public final class EventTypes {
  public static final String AUTHORIZATION_COMPLETED = "dev.evergrant.authorization.completed.v1";
  public static final String AUTHORIZATION_WITHDRAWN = "dev.evergrant.authorization.withdrawn.v1";
  public static final String AUTHORIZATION_FAILED = "dev.evergrant.authorization.failed.v1";
  public static final String TOKEN_REJECTED = "dev.evergrant.token.rejected.v1";
  public static final String TOKEN_ISSUED = "dev.evergrant.token.issued.v1";
  public static final String TOKEN_REFRESHED = "dev.evergrant.token.refreshed.v1";
  public static final String TOKEN_REVOKED = "dev.evergrant.token.revoked.v1";
  public static final String REAUTHORIZATION_REQUIRED = "dev.evergrant.reauthorization.required.v1";
  public static final String REAUTHORIZATION_RESOLVED = "dev.evergrant.reauthorization.resolved.v1";
  public static final String APP_PAUSED = "dev.evergrant.app.paused.v1";
  public static final String APP_RESUMED = "dev.evergrant.app.resumed.v1";

  private EventTypes() {}
}
