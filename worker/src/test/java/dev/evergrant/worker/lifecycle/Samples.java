package dev.evergrant.worker.lifecycle;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One app at one provider, its users, and the moments that the tables speak of. */
public final class Samples {
  public static final Instant CONSENTED = Instant.parse("2026-11-24T12:00:00Z");
  public static final Instant CLAIMED = Instant.parse("2026-11-24T13:00:00Z");
  public static final Instant SENT = CLAIMED.plusMillis(5);
  public static final Instant ANSWERED = CLAIMED.plusMillis(250);
  public static final Secret OLD_REFRESH_TOKEN = new Secret("old-refresh-token");
  public static final Secret NEW_REFRESH_TOKEN = new Secret("new-refresh-token");
  public static final Secret NEW_ACCESS_TOKEN = new Secret("new-access-token");

  private Samples() {}

  public static App app(Profile provider) {
    Map<String, Credentials> credentials = new LinkedHashMap<>();
    for (String environment : List.of("production", "development")) {
      credentials.put(
          environment,
          new Credentials(
              "crm-sync",
              environment,
              "id-" + environment,
              new Secret("client-secret"),
              List.of("https://crm.example/cb"),
              List.of()));
    }
    return new App("crm-sync", provider, Set.of("acme"), List.of("users.read"), credentials);
  }

  /** Outreach as the catalogue has it, but for who it is. */
  public static Profile outreach() {
    return profile(
        new Profile.RefreshTokenLifetime(Duration.ofDays(14), null),
        Rotation.UNKNOWN,
        Duration.ofSeconds(60),
        new Profile.Development(10, Duration.ofDays(7)));
  }

  /** A provider that mints as often as it is asked and knows no end but the idle one. */
  public static Profile rotating(Rotation rotation) {
    return profile(
        new Profile.RefreshTokenLifetime(Duration.ofDays(14), null), rotation, Duration.ZERO, null);
  }

  /** Outreach as the catalogue has it, whose access tokens tell who it is. */
  public static Profile telling() {
    Profile o = outreach();
    return new Profile(
        o.name(),
        o.authorizeUrl(),
        o.tokenUrl(),
        o.revokeUrl(),
        o.clientAuthentication(),
        o.codeLifetime(),
        o.accessTokenLifetime(),
        o.refreshTokenLifetime(),
        o.rotation(),
        o.rotationGrace(),
        o.resend(),
        o.mintSpacing(),
        o.limits(),
        o.development(),
        o.refusals(),
        new Identity.Claims(new Identity.Pointers("/org_user_id", "/sub", "/organization")));
  }

  /** Outreach, but for these. */
  public static Profile profile(
      Profile.RefreshTokenLifetime lifetime,
      Rotation rotation,
      Duration mintSpacing,
      Profile.@Nullable Development development) {
    return new Profile(
        "outreach",
        URI.create("https://api.outreach.io/oauth/authorize"),
        URI.create("https://api.outreach.io/oauth/token"),
        null,
        Profile.ClientAuthentication.BODY,
        Duration.ofMinutes(10),
        Duration.ofHours(2),
        lifetime,
        rotation,
        Duration.ofSeconds(30),
        true,
        mintSpacing,
        new Profile.Limits(50, 64, Duration.ofSeconds(10)),
        development,
        Set.of(),
        null);
  }

  /** The same, but for whether a secret in doubt may be sent again. */
  public static Profile resending(boolean resend, Profile profile) {
    return new Profile(
        profile.name(),
        profile.authorizeUrl(),
        profile.tokenUrl(),
        profile.revokeUrl(),
        profile.clientAuthentication(),
        profile.codeLifetime(),
        profile.accessTokenLifetime(),
        profile.refreshTokenLifetime(),
        profile.rotation(),
        profile.rotationGrace(),
        resend,
        profile.mintSpacing(),
        profile.limits(),
        profile.development(),
        profile.refusals(),
        profile.identity());
  }

  public static ConnectionId connection(String environment) {
    return new ConnectionId("crm-sync", environment, "user-42");
  }

  public static Consent consentOf(@Nullable String organization) {
    return new Consent(
        "outreach", new User("1042", "user42@acme.example", organization), "users.read", CONSENTED);
  }

  public static Due.Claim claim(boolean inDoubt, int failures, boolean probe) {
    return claim(new Due.Past(inDoubt ? CLAIMED : null, null, failures, 0), probe);
  }

  public static Due.Claim claim(Due.Past past, boolean probe) {
    return new Due.Claim(UUID.randomUUID(), CLAIMED, 1_000, past, probe);
  }

  /** A claim of what the provider has refused so often before. */
  public static Due.Claim refused(int times) {
    return claim(new Due.Past(null, null, 0, times), false);
  }

  public static Due.Claim firstClaim() {
    return claim(false, 0, false);
  }

  public static Due.Grant grant(Due.Claim claim) {
    return grant(claim, 7, connection("production"));
  }

  public static Due.Grant grant(Due.Claim claim, long id, ConnectionId connection) {
    return new Due.Grant(
        claim,
        id,
        connection,
        consentOf("acme"),
        new Question.Exchange(new Secret("code-1"), "https://crm.example/cb", null),
        CONSENTED.plus(Duration.ofMinutes(90)));
  }

  /** A code whose event says this of the person. */
  public static Due.Grant grantOf(User user) {
    Due.Grant grant = grant(firstClaim());
    return new Due.Grant(
        grant.claim(),
        grant.id(),
        grant.connection(),
        grant.consent().of(user),
        grant.question(),
        grant.deadline());
  }

  /** A refresh of the first version, issued at the consent, with no end in sight. */
  public static Due.Refresh refresh(Due.Claim claim) {
    return refresh(claim, connection("production"), "acme", null);
  }

  public static Due.Refresh refresh(
      Due.Claim claim,
      ConnectionId connection,
      @Nullable String organization,
      @Nullable Instant reauthorizeBy) {
    return new Due.Refresh(
        claim,
        connection,
        1,
        consentOf(organization),
        OLD_REFRESH_TOKEN,
        null,
        "users.read",
        CONSENTED,
        CONSENTED.plus(Duration.ofHours(2)),
        reauthorizeBy);
  }

  /** Two hours, with a new refresh token. */
  public static Reply.Issued issued() {
    return issued(NEW_REFRESH_TOKEN, Duration.ofHours(2));
  }

  public static Reply.Issued issued(@Nullable Secret refreshToken, @Nullable Duration expiresIn) {
    return new Reply.Issued(
        new TokenReply(NEW_ACCESS_TOKEN, refreshToken, "Bearer", expiresIn, null));
  }

  /** Decides at the usual moments, with the least of waits. */
  public static Decision decide(Due due, Profile provider, Reply reply) {
    return Lifecycle.after(due, app(provider), reply, SENT, ANSWERED, false, 0);
  }
}
