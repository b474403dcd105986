package dev.evergrant.campaign.cluster;

import dev.evergrant.campaign.check.Evidence.Request;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the requests to a token endpoint and their answers, one after another on one connection
 * (HTTP/1.1, bodies of a known length).
 */
final class HttpTap implements Tap {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final int slot;
  private final Wire wire;
  private final ByteArrayOutputStream request = new ByteArrayOutputStream();
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private @Nullable String presented;
  private @Nullable Instant startedAt;
  private @Nullable String issued;
  private boolean answered;

  HttpTap(int slot, Wire wire) {
    this.slot = slot;
    this.wire = wire;
  }

  @Override
  public synchronized void up(byte[] bytes, int length) {
    request.write(bytes, 0, length);
    body(request)
        .flatMap(HttpTap::secretOf)
        .ifPresent(
            secret -> {
              wire.secret(secret);
              presented = Wire.fingerprint(secret);
              startedAt = Instant.now();
            });
  }

  @Override
  public synchronized void down(byte[] bytes, int length) {
    answer.write(bytes, 0, length);
    body(answer).ifPresent(this::answered);
  }

  @Override
  public synchronized void handedOn() {
    if (answered) {
      end(true);
    }
  }

  @Override
  public synchronized void closed() {
    end(false);
  }

  private void answered(String body) {
    answered = true;
    try {
      JsonNode tokens = JSON.readTree(body);
      if (tokens.path("access_token").isString()) {
        wire.secret(tokens.get("access_token").asString());
      }
      if (tokens.path("refresh_token").isString()) {
        String token = tokens.get("refresh_token").asString();
        wire.secret(token);
        issued = Wire.fingerprint(token);
      }
    } catch (JacksonException noJson) {
      // A page for people, or an answer cut short: no tokens in it.
    }
  }

  private void end(boolean delivered) {
    if (presented != null && startedAt != null) {
      wire.add(new Request(slot, presented, startedAt, Instant.now(), issued, delivered));
    }
    presented = null;
    startedAt = null;
    issued = null;
    answered = false;
  }

  private static Optional<String> secretOf(String form) {
    for (String field : form.split("&", -1)) {
      if (field.startsWith("code=") || field.startsWith("refresh_token=")) {
        String value = field.substring(field.indexOf('=') + 1);
        return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }

  /** The body of the message, if all of it is there; then the next one begins. */
  private static Optional<String> body(ByteArrayOutputStream message) {
    String text = message.toString(StandardCharsets.ISO_8859_1);
    int head = text.indexOf("\r\n\r\n");
    if (head < 0) {
      return Optional.empty();
    }
    int body = head + 4;
    int length = length(text.substring(0, head));
    if (text.length() < body + length) {
      return Optional.empty();
    }
    message.reset();
    byte[] rest = text.substring(body + length).getBytes(StandardCharsets.ISO_8859_1);
    message.write(rest, 0, rest.length);
    return Optional.of(text.substring(body, body + length));
  }

  private static int length(String head) {
    return head.lines()
        .map(line -> line.toLowerCase(Locale.ROOT))
        .filter(line -> line.startsWith("content-length:"))
        .map(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }
}
