package dev.evergrant.worker.provider;

import static java.util.Locale.ROOT;

import dev.evergrant.worker.lifecycle.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The error codes of one answer, and what they mean together.
 *
 * @param meaning of the code that decides
 * @param shown the code that decides, or the first one; fit to be logged and stored
 * @param none true where the answer has no code at all
 */
record ErrorCodes(Meaning meaning, String shown, boolean none) {

  /** In order of weight: a dead grant is dead even if the answer says more. */
  enum Meaning {
    REFUSED,
    THROTTLED,
    MISCONFIGURED,
    UNKNOWN
  }

  /** Beside RFC 6749 §5.2: GitHub, HubSpot, Slack, Zoho, Microsoft Entra. */
  private static final Set<String> REFUSED =
      Set.of(
          "invalid_grant",
          "bad_refresh_token",
          "invalid_refresh_token",
          "bad_verification_code",
          "bad_auth_code",
          "invalid_code",
          "code_already_used",
          "code_expired",
          "consent_required",
          "interaction_required");

  /** {@code slow_down} is RFC 8628 §3.5; {@code ratelimitexceeded} Outreach's API. */
  private static final Set<String> THROTTLED =
      Set.of(
          "slow_down",
          "ratelimitexceeded",
          "rate_limit_exceeded",
          "rate_limited",
          "ratelimited",
          "too_many_requests");

  /** Beside RFC 6749 §5.2 and RFC 8707: GitHub, HubSpot, Salesforce, Slack. */
  private static final Set<String> MISCONFIGURED =
      Set.of(
          "invalid_client",
          "unauthorized_client",
          "invalid_scope",
          "unsupported_grant_type",
          "invalid_request",
          "invalid_target",
          "incorrect_client_credentials",
          "invalid_client_credentials",
          "invalid_client_id",
          "invalid_client_secret",
          "bad_client_id",
          "bad_client_secret",
          "redirect_uri_mismatch",
          "invalid_redirect_uri",
          "bad_redirect_uri");

  private static final Pattern FIT = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  /** Words or a short number: what nobody has listed may also be a secret that was echoed. */
  private static final Pattern WORDS =
      Pattern.compile("[A-Za-z]{1,24}([_.-][A-Za-z]{1,24}){0,5}|\\d{1,5}");

  private static final String UNREADABLE = "unreadable";

  static ErrorCodes in(JsonNode body, Profile provider) {
    var codes = candidates(body);
    for (var meaning : List.of(Meaning.REFUSED, Meaning.THROTTLED, Meaning.MISCONFIGURED)) {
      for (var code : codes) {
        if (meaning == meaningOf(code, provider)) {
          return new ErrorCodes(meaning, FIT.matcher(code).matches() ? code : UNREADABLE, false);
        }
      }
    }
    if (codes.isEmpty()) {
      return new ErrorCodes(Meaning.UNKNOWN, UNREADABLE, true);
    }
    var first = codes.getFirst();
    return new ErrorCodes(
        Meaning.UNKNOWN, WORDS.matcher(first).matches() ? first : UNREADABLE, false);
  }

  private static Meaning meaningOf(String code, Profile provider) {
    var word = code.toLowerCase(ROOT);
    if (REFUSED.contains(word)
        || provider.refusals().stream().anyMatch(refusal -> refusal.equalsIgnoreCase(code))) {
      return Meaning.REFUSED;
    }
    if (THROTTLED.contains(word)) {
      return Meaning.THROTTLED;
    }
    return MISCONFIGURED.contains(word) ? Meaning.MISCONFIGURED : Meaning.UNKNOWN;
  }

  /** {@code error} as text or object, JSON:API's {@code errors}, and other names providers use. */
  private static List<String> candidates(JsonNode body) {
    var codes = new ArrayList<String>();
    add(codes, body.path("error"));
    add(codes, body.path("error"), "error", "code", "type", "status", "id");
    for (var error : body.path("errors").values()) {
      add(codes, error, "id", "code", "error");
    }
    add(codes, body, "errorCode", "error_code", "code", "status", "reason");
    return codes;
  }

  private static void add(List<String> codes, JsonNode object, String... names) {
    for (var name : names) {
      add(codes, object.path(name));
    }
  }

  private static void add(List<String> codes, JsonNode value) {
    if ((value.isString() || value.isIntegralNumber()) && !value.asString().isBlank()) {
      codes.add(value.asString().strip());
    }
  }
}
