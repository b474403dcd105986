package dev.evergrant.worker.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.Identity.Pointers;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.provider.IdentityEndpoint.Answer;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads who somebody is out of a user-info answer or an access token's claims. Pure, never throws,
 * and repeats nothing but what the pointers point to.
 *
 * <ol>
 *   <li>2xx with a JSON object is told.
 *   <li>429, 408, 5xx and redirects are for another time, and so is 2xx without such an object:
 *       pages for people are what outages look like.
 *   <li>Every other 4xx is refused.
 * </ol>
 */
final class IdentityReply {

  /** As an event's, see {@code AuthorizationCompleted}; what is longer is no name. */
  private static final int LONGEST = 320;

  private IdentityReply() {}

  /**
   * @param now for a {@code Retry-After} that names a moment
   */
  static Answer read(HttpAnswer answer, Pointers pointers, Instant now) {
    var problem = "The provider answered with status " + answer.status();
    if (answer.success()) {
      var body = ReplyBody.json(answer.body());
      return body.isObject()
          ? new Answer.Told(user(body, pointers))
          : new Answer.NotNow(problem + " and no JSON object.", null);
    }
    int status = answer.status();
    boolean refused = status >= 400 && status < 500 && status != 408 && status != 429;
    return refused
        ? new Answer.Refused(problem + ".")
        : new Answer.NotNow(problem + ".", RetryAfter.read(answer, now));
  }

  /** RFC 7519 §7.2 and RFC 7515 §7.1: the middle one of three parts is the claims. */
  static Answer readClaims(Secret accessToken, Pointers pointers) {
    String token = accessToken.reveal();
    String[] parts =
        token.length() > FormClient.LONGEST_ANSWER ? new String[0] : token.split("\\.", -1);
    if (parts.length == 3) {
      try {
        var claims = ReplyBody.json(Base64.getUrlDecoder().decode(parts[1].getBytes(ISO_8859_1)));
        if (claims.isObject()) {
          return new Answer.Told(user(claims, pointers));
        }
      } catch (IllegalArgumentException notBase64) {
        return new Answer.Refused("The access token is no JWT: its second part is not base64url.");
      }
    }
    return new Answer.Refused("The access token is no JWT with readable claims.");
  }

  private static User user(JsonNode from, Pointers pointers) {
    return new User(
        text(from, pointers.id()),
        text(from, pointers.email()),
        text(from, pointers.organization()));
  }

  /** A text or a whole number (GitHub's ids); null where there is none, or none fit to be shown. */
  private static @Nullable String text(JsonNode from, @Nullable String pointer) {
    if (pointer == null) {
      return null;
    }
    var node = from.at(pointer);
    if (!node.isString() && !node.isIntegralNumber()) {
      return null;
    }
    var text = node.asString().strip();
    boolean fit =
        !text.isEmpty()
            && text.length() <= LONGEST
            && text.codePoints().noneMatch(IdentityReply::isUnfit);
    return fit ? text : null;
  }

  private static boolean isUnfit(int c) {
    return Character.isISOControl(c)
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
