package dev.evergrant.worker.provider;

import static java.util.stream.Collectors.joining;

import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.lifecycle.TokenReply;
import dev.evergrant.worker.provider.ErrorCodes.Meaning;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads an answer of a token endpoint (RFC 6749 §5) by its body first and its status second, for
 * providers send errors with 200 (GitHub, Slack), {@code invalid_grant} with 403 (Atlassian), and
 * outages with 200 and HTML. Pure, never throws, and repeats nothing of an answer but its error
 * code.
 *
 * <ol>
 *   <li>2xx with an access token is issued, whatever else it says: a token is never thrown away.
 *   <li>A code that means this grant is dead is refused, whatever the status.
 *   <li>429, or a code that means too fast, is throttled.
 *   <li>A code that means our configuration is misconfigured, and so is 401, which RFC 6749 §5.2
 *       keeps for failed client authentication.
 *   <li>Everything else is in doubt: 5xx with or without {@code Retry-After}, redirects, HTML,
 *       truncated or empty bodies, and error codes nobody has heard of.
 * </ol>
 */
final class ReplyReader {

  /** Longer than any provider grants; what claims more is not a number of seconds. */
  private static final long LONGEST_LIFE_SECONDS = Duration.ofDays(3_660).toSeconds();

  private static final Pattern SECONDS = Pattern.compile("\\s*(\\d{1,12})(\\.\\d{1,12})?\\s*");

  private static final Pattern TOKEN_TYPE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private ReplyReader() {}

  /**
   * @param now for a {@code Retry-After} that names a moment
   */
  static Reply read(HttpAnswer answer, Profile provider, Instant now) {
    var body = ReplyBody.parse(answer);
    var accessToken = text(body, "access_token");
    if (answer.success() && accessToken != null) {
      return issued(body, accessToken);
    }
    var codes = ErrorCodes.in(body, provider);
    if (codes.meaning() == Meaning.REFUSED) {
      return new Reply.Refused(codes.shown());
    }
    if (answer.status() == 429 || codes.meaning() == Meaning.THROTTLED) {
      return new Reply.Throttled(RetryAfter.read(answer, now));
    }
    if (codes.meaning() == Meaning.MISCONFIGURED) {
      return new Reply.Misconfigured(codes.shown());
    }
    if (answer.status() == 401) {
      return new Reply.Misconfigured(codes.none() ? "http_401" : codes.shown());
    }
    return new Reply.InDoubt(
        "status "
            + answer.status()
            + (codes.none() ? " and no token or error code" : " and error code " + codes.shown())
            + (answer.whole() ? "" : ", broken off"),
        !isGateways(answer.status()));
  }

  /** What stands before the provider has lost patience with it (RFC 9110 §15.6.3, §15.6.5). */
  private static boolean isGateways(int status) {
    return status == 502 || status == 504;
  }

  private static Reply issued(JsonNode body, String accessToken) {
    var refreshToken = text(body, "refresh_token");
    if (!sound(accessToken) || (refreshToken != null && !sound(refreshToken))) {
      return new Reply.InDoubt("a token with control characters", true);
    }
    var tokenType = text(body, "token_type");
    return new Reply.Issued(
        new TokenReply(
            new Secret(accessToken),
            refreshToken == null ? null : new Secret(refreshToken),
            tokenType != null && TOKEN_TYPE.matcher(tokenType).matches() ? tokenType : "Bearer",
            expiresIn(body.path("expires_in")),
            scope(body.path("scope"))));
  }

  /** A text that says something, or null. */
  private static @Nullable String text(JsonNode body, String name) {
    var node = body.path(name);
    return node.isString() && !node.stringValue().isBlank() ? node.stringValue() : null;
  }

  /** Visible ASCII is what RFC 6749 appendix A.12 allows; we refuse only what no store survives. */
  private static boolean sound(String token) {
    return token
        .chars()
        .noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
  }

  /** A number or a number as text (PayPal); null where absent, not positive or absurd. */
  private static @Nullable Duration expiresIn(JsonNode node) {
    if (!node.isNumber() && !node.isString()) {
      return null;
    }
    var matcher = SECONDS.matcher(node.asString());
    if (!matcher.matches()) {
      return null;
    }
    long seconds = Long.parseLong(matcher.group(1));
    return seconds > 0 && seconds <= LONGEST_LIFE_SECONDS ? Duration.ofSeconds(seconds) : null;
  }

  /** A text or a list of texts; null where absent or not fit to be shown. */
  private static @Nullable String scope(JsonNode node) {
    var scope =
        node.isArray()
            ? node.values().stream()
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .collect(joining(" "))
            : node.isString() ? node.stringValue() : "";
    return scope.isBlank() || !sound(scope) ? null : scope;
  }
}
