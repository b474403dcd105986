package dev.evergrant.worker.provider;

import static dev.evergrant.worker.lifecycle.Profile.ClientAuthentication.BASIC;
import static dev.evergrant.worker.lifecycle.Profile.ClientAuthentication.BODY;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Question;
import dev.evergrant.worker.lifecycle.Question.Exchange;
import dev.evergrant.worker.lifecycle.Question.Refresh;
import dev.evergrant.worker.lifecycle.Secret;
import java.net.URI;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to a provider, ready to be sent. All its secrets are wrapped, so it prints none.
 *
 * @param form the encoded body
 * @param authorization the {@code Authorization} header, where the client proves itself by one
 */
record FormRequest(URI url, Secret form, @Nullable Secret authorization) {

  /** What the token endpoint is asked (RFC 6749 §4.1.3, §6; RFC 7636 §4.5). */
  static FormRequest of(Profile provider, Credentials credentials, Question question) {
    var fields = new LinkedHashMap<String, String>();
    switch (question) {
      case Exchange(var code, var redirectUri, var codeVerifier) -> {
        fields.put("grant_type", "authorization_code");
        fields.put("code", code.reveal());
        fields.put("redirect_uri", redirectUri);
        if (codeVerifier != null) {
          fields.put("code_verifier", codeVerifier.reveal());
        }
      }
      case Refresh(var refreshToken) -> {
        fields.put("grant_type", "refresh_token");
        fields.put("refresh_token", refreshToken.reveal());
      }
    }
    return of(provider, provider.tokenUrl(), credentials, fields);
  }

  /** That a refresh token is no longer wanted (RFC 7009 §2.1). */
  static FormRequest revoking(
      Profile provider, URI revokeUrl, Credentials credentials, Secret refreshToken) {
    var fields = new LinkedHashMap<String, String>();
    fields.put("token", refreshToken.reveal());
    fields.put("token_type_hint", "refresh_token");
    return of(provider, revokeUrl, credentials, fields);
  }

  private static FormRequest of(
      Profile provider, URI url, Credentials credentials, Map<String, String> fields) {
    var clientId = credentials.clientId();
    var clientSecret = credentials.clientSecret().reveal();
    if (provider.clientAuthentication() == BODY) {
      fields.put("client_id", clientId);
      if (!clientSecret.isEmpty()) {
        fields.put("client_secret", clientSecret);
      }
    }
    // RFC 6749 §2.3 forbids two ways of authentication in one request, and some servers take a
    // client_id in the body for the second; so Basic stands alone.
    return new FormRequest(
        url,
        new Secret(Form.encode(fields)),
        provider.clientAuthentication() == BASIC ? basic(clientId, clientSecret) : null);
  }

  /**
   * Both parts are form-encoded before they are joined (RFC 6749 §2.3.1), so either may hold ':'.
   */
  private static Secret basic(String clientId, String clientSecret) {
    var pair = Form.encode(clientId) + ":" + Form.encode(clientSecret);
    return new Secret("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
  }
}
