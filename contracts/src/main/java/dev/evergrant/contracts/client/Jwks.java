package dev.evergrant.contracts.client;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.List;
import java.util.Map;

/** Reads keys from JSON: one JWK (RFC 7517 §4) or a set of them (§5). */
final class Jwks {
  private Jwks() {}

  /**
   * @throws IllegalArgumentException if it is neither, or an empty set; without a cause, as a
   *     parser's message may quote a private key
   */
  static List<JWK> parse(String json) {
    try {
      Map<String, Object> object = JSONObjectUtils.parse(json);
      List<JWK> keys =
          object.containsKey("keys") ? JWKSet.parse(object).getKeys() : List.of(JWK.parse(object));
      if (!keys.isEmpty()) {
        return keys;
      }
    } catch (ParseException | IllegalArgumentException | IllegalStateException _) {
      // Said below, without the parser's words.
    }
    throw new IllegalArgumentException(
        "These are no keys: give one JWK in JSON (RFC 7517), or a set of them as {\"keys\": […]}.");
  }
}
