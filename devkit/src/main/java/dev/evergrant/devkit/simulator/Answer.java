package dev.evergrant.devkit.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An HTTP response, not sent yet. */
record Answer(int status, Map<String, String> headers, String body) {

  static Answer json(int status, Object body) {
    return new Answer(
        status,
        Map.of("Content-Type", "application/json; charset=utf-8"),
        Json.MAPPER.writeValueAsString(body));
  }

  static Answer html(int status, String page) {
    return new Answer(status, Map.of("Content-Type", "text/html; charset=utf-8"), page);
  }

  static Answer redirect(String location) {
    return new Answer(302, Map.of("Location", location), "");
  }

  /**
   * As OAuth says errors. {@code invalid_client} comes with a challenge, as Doorkeeper sends it.
   */
  static Answer oauthError(int status, String error, String description) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error", error);
    body.put("error_description", description);
    Answer answer = json(status, body).with("Cache-Control", "no-store");
    return status == 401
        ? answer.with("WWW-Authenticate", "Bearer realm=\"Outreach\", error=\"" + error + "\"")
        : answer;
  }

  /** As Outreach's API says errors. */
  static Answer apiError(int status, String id, String title, String detail) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("id", id);
    error.put("title", title);
    error.put("detail", detail);
    return json(status, Map.of("errors", List.of(error)));
  }

  static Answer throttled(Duration wait, Instant now, RetryAfterForm form) {
    return apiError(
            429,
            "rateLimitExceeded",
            "Rate Limit Exceeded",
            "Only one access token per user and application may be created within a minute.")
        .with("Retry-After", form.format(wait, now))
        .with("Cache-Control", "no-store");
  }

  static Answer notFound() {
    return json(404, Map.of("error", "404", "error_description", "route not found"));
  }

  byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, more, body);
  }
}
