package dev.evergrant.worker.provider;

import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;
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

  /** Reads a response; null where its body is longer than {@code longest} bytes. */
  static @Nullable HttpAnswer of(ClassicHttpResponse response, int longest) throws IOException {
    var content = Content.read(response.getEntity(), longest);
    return content == null
        ? null
        : new HttpAnswer(
            response.getCode(),
            header(response, HttpHeaders.RETRY_AFTER),
            header(response, "X-RateLimit-Reset"),
            content.bytes(),
            content.whole());
  }

  private static @Nullable String header(ClassicHttpResponse response, String name) {
    var header = response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  boolean success() {
    return status >= 200 && status < 300;
  }

  @Override
  public String toString() {
    return "HttpAnswer[" + status + ", " + body.length + " bytes]";
  }
}
