package dev.evergrant.dev.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.RSAKey;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.worker.lifecycle.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a downstream service does: opens the access token that is sealed to it and calls the
 * provider's API. Safe for any thread.
 *
 * @param key the subscriber's private key
 * @param me the API's address that tells whom a token acts for
 */
record TryToken(String subscriber, RSAKey key, URI me, HttpClient http) {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /**
   * How it went.
   *
   * @param status the API's HTTP status; null if it was not asked or did not answer
   * @param user whom the token acts for, if the API took it
   * @param message all of it in a sentence
   */
  record Outcome(boolean ok, @Nullable Integer status, @Nullable Person user, String message) {}

  /** A user of the provider. */
  record Person(String id, String email, String organization) {}

  Outcome of(TokenUpdate update) {
    Secret token = open(update).orElse(null);
    if (token == null) {
      return failed(null, "There is no access token that " + subscriber + " can open.");
    }
    HttpRequest request =
        HttpRequest.newBuilder(me)
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token.reveal())
            .build();
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return response.statusCode() == 200
          ? accepted(response.body())
          : failed(response.statusCode(), "The API answered " + response.statusCode() + ".");
    } catch (IOException _) {
      return failed(null, "The API did not answer.");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return failed(null, "The demo is stopping.");
    }
  }

  private Optional<Secret> open(TokenUpdate update) {
    String sealed = update.accessTokens().get(subscriber);
    if (sealed == null) {
      return Optional.empty();
    }
    try {
      JWEObject jwe = JWEObject.parse(sealed);
      jwe.decrypt(new RSADecrypter(key));
      return Optional.of(new Secret(jwe.getPayload().toString()));
    } catch (ParseException | JOSEException _) {
      return Optional.empty();
    }
  }

  private static Outcome accepted(byte[] body) {
    try {
      JsonNode me = JsonMapper.shared().readTree(body);
      var person =
          new Person(
              me.path("id").asString("?"),
              me.path("email").asString("?"),
              me.path("organization").asString("?"));
      return new Outcome(
          true,
          200,
          person,
          "It works: the API answered as %s of %s."
              .formatted(person.email(), person.organization()));
    } catch (JacksonException _) {
      return failed(200, "The API answered, but not in JSON.");
    }
  }

  private static Outcome failed(@Nullable Integer status, String message) {
    return new Outcome(false, status, null, message);
  }

  /** Leaves the key out. */
  @Override
  public String toString() {
    return "TryToken[" + subscriber + " at " + me + "]";
  }
}
