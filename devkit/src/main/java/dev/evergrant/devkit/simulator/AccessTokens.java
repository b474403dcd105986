package dev.evergrant.devkit.simulator;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;

/**
 * Access tokens: JWTs signed with HS256 that carry all that the API needs to know, so that none has
 * to be remembered. Thread-safe.
 */
final class AccessTokens {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");

  /**
   * What a token says.
   *
   * @param exp seconds of the epoch
   * @param jti the grant's id and the token set's number, such as {@code 17.3}
   */
  record Claims(
      String sub,
      String org_user_id,
      String organization,
      String aud,
      String scope,
      long exp,
      String jti) {

    static Claims of(Grant grant, int number, Instant expiresAt) {
      User user = grant.account.user;
      return new Claims(
          user.email(),
          String.valueOf(user.id()),
          user.organization(),
          grant.account.clientId,
          grant.scope,
          expiresAt.getEpochSecond(),
          grant.id + "." + number);
    }

    long grant() {
      return Long.parseLong(jti.substring(0, jti.indexOf('.')));
    }

    int number() {
      return Integer.parseInt(jti.substring(jti.indexOf('.') + 1));
    }
  }

  private final SecretKeySpec key;

  AccessTokens(byte[] key) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  String sign(Claims claims) {
    String signed = HEADER + "." + encode(Json.MAPPER.writeValueAsString(claims));
    return signed + "." + ENCODER.encodeToString(signature(signed));
  }

  /**
   * The claims of a token signed here; its expiry and whether its grant lives are not looked at.
   */
  Optional<Claims> verify(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      byte[] given = Base64.getUrlDecoder().decode(parts[2]);
      if (!MessageDigest.isEqual(given, signature(parts[0] + "." + parts[1]))) {
        return Optional.empty();
      }
      byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
      return Optional.of(Json.MAPPER.readValue(claims, Claims.class));
    } catch (IllegalArgumentException | JacksonException _) {
      // Not base64url or not our claims: just not a token of ours.
      return Optional.empty();
    }
  }

  private byte[] signature(String signed) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private static String encode(String json) {
    return ENCODER.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
