package dev.evergrant.devkit.simulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the token endpoint answers. Looks at the ledger and changes nothing, so a decision
 * that is not carried out has not consumed anything.
 */
final class TokenRules {
  private static final String GRANT_ERROR =
      "The provided authorization grant is invalid, expired, revoked, does not match the"
          + " redirection URI used in the authorization request, or was issued to another client.";

  private final Ledger ledger;
  private final Settings settings;
  private final Instant now;

  TokenRules(Ledger ledger, Settings settings, Instant now) {
    this.ledger = ledger;
    this.settings = settings;
    this.now = now;
  }

  Decision decide(Form form) {
    if (!form.repeated().isEmpty()) {
      return request("Parameters may not be repeated: " + form.repeated());
    }
    var clientId = form.get("client_id");
    if (clientId.isEmpty()) {
      return request("Missing required parameter: client_id.");
    }
    if (!authenticated(clientId.get(), form.text("client_secret"))) {
      return refuse(401, "invalid_client", "Client authentication failed.", null);
    }
    return switch (form.text("grant_type")) {
      case "" -> request("Missing required parameter: grant_type.");
      case "authorization_code" -> exchange(form, clientId.get());
      case "refresh_token" -> refresh(form, clientId.get());
      default -> refuse(400, "unsupported_grant_type", "The grant type is not supported.", null);
    };
  }

  /** Whether this is the client's present secret. */
  boolean authenticated(String clientId, String secret) {
    Optional<Digest> expected =
        settings
            .app(clientId)
            .map(app -> ledger.secret(clientId).orElse(Digest.of(app.clientSecret())));
    return expected.isPresent() && expected.get().equals(Digest.of(secret));
  }

  private Decision exchange(Form form, String clientId) {
    for (String name : List.of("code", "redirect_uri")) {
      if (form.get(name).isEmpty()) {
        return request("Missing required parameter: " + name + ".");
      }
    }
    Code code = ledger.code(Digest.of(form.text("code"))).orElse(null);
    if (code == null) {
      return grant(null);
    }
    Grant grant = code.grant();
    if (!grant.account.clientId.equals(clientId) || !grant.live()) {
      return grant(grant);
    }
    if (grant.exchanged()) {
      return grant(grant, new Change.Revoked(List.of(grant.id), "code_reused", now));
    }
    boolean expired = !code.issuedAt().plus(settings.codeLifetime()).isAfter(now);
    if (expired
        || !code.redirectUri().equals(form.text("redirect_uri"))
        || !verifies(form.get("code_verifier").orElse(null), code.challenge())) {
      return grant(grant);
    }
    return spaced(grant, null);
  }

  private Decision refresh(Form form, String clientId) {
    if (form.get("refresh_token").isEmpty()) {
      return request("Missing required parameter: refresh_token.");
    }
    RefreshToken token = ledger.refreshToken(Digest.of(form.text("refresh_token"))).orElse(null);
    if (token == null) {
      return grant(null);
    }
    Grant grant = token.grant;
    if (!grant.account.clientId.equals(clientId)
        || !token.freshAt.plus(settings.refreshTokenLifetime()).isAfter(now)) {
      return grant(grant);
    }
    if (!usable(token)) {
      return settings.familyRevokedOnReuse() && settings.rotation() != Rotation.UNTIL_NEW_USED
          ? grant(grant, new Change.Revoked(List.of(grant.id), "refresh_token_reused", now))
          : grant(grant);
    }
    return spaced(grant, token);
  }

  private boolean usable(RefreshToken token) {
    return switch (settings.rotation()) {
      case STRICT -> token.replacedAt == null;
      case GRACE ->
          token.replacedAt == null || token.replacedAt.plus(settings.rotationGrace()).isAfter(now);
      case UNTIL_NEW_USED -> token.number >= token.grant.floor;
      case REUSABLE -> true;
    };
  }

  private Decision spaced(Grant grant, @Nullable RefreshToken presented) {
    Instant last = grant.account.lastMintAt;
    if (last != null && !settings.mintSpacing().isZero()) {
      Duration wait = Duration.between(now, last.plus(settings.mintSpacing()));
      if (wait.isPositive()) {
        return new Decision.Throttle(grant, wait);
      }
    }
    return new Decision.Issue(grant, presented);
  }

  /**
   * A verifier without a challenge is refused too: somebody took the challenge out of the request.
   */
  private static boolean verifies(@Nullable String verifier, @Nullable String challenge) {
    if (verifier == null || challenge == null) {
      return verifier == null && challenge == null;
    }
    byte[] actual = Digest.sha256(verifier.getBytes(StandardCharsets.US_ASCII));
    String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(actual);
    return MessageDigest.isEqual(
        encoded.getBytes(StandardCharsets.US_ASCII), challenge.getBytes(StandardCharsets.US_ASCII));
  }

  private static Decision request(String description) {
    return refuse(400, "invalid_request", description, null);
  }

  private static Decision grant(@Nullable Grant grant, Change... changes) {
    return refuse(400, "invalid_grant", GRANT_ERROR, grant, changes);
  }

  private static Decision refuse(
      int status, String error, String description, @Nullable Grant grant, Change... changes) {
    return new Decision.Refuse(status, error, description, grant, List.of(changes));
  }
}
