package dev.evergrant.worker.provider;

import org.jspecify.annotations.Nullable;

/**
 * What came back over HTTP, unread. It may hold tokens, so it does not print its body.
 *
 * @param retryAfter the header {@code Retry-After}
 * @param rateLimitReset the header {@code X-RateLimit-Reset}
 * @param whole false where the connection broke off before the body's announced end
 */
@SuppressWarnings("ArrayRecordComponent") // read once and dropped; two answers are never compared
record HttpAnswer(
    int status,
    @Nullable String retryAfter,
    @Nullable String rateLimitReset,
    byte[] body,
    boolean whole) {

  boolean success() {
    return status >= 200 && status < 300;
  }

  @Override
  public String toString() {
    return "HttpAnswer[" + status + ", " + body.length + " bytes]";
  }
}
