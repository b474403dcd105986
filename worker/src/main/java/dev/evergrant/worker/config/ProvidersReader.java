package dev.evergrant.worker.config;

import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Profile.ClientAuthentication;
import dev.evergrant.worker.lifecycle.Profile.Development;
import dev.evergrant.worker.lifecycle.Profile.Limits;
import dev.evergrant.worker.lifecycle.Profile.RefreshTokenLifetime;
import dev.evergrant.worker.lifecycle.Rotation;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code providers}: additions to a catalogue, and overrides of what is in it. */
final class ProvidersReader {

  private static final URI NOWHERE = URI.create("https://provider.invalid/");

  /** What is assumed of a provider that nothing is said about. */
  private static final Profile USUAL =
      new Profile(
          "",
          NOWHERE,
          NOWHERE,
          null,
          ClientAuthentication.BODY,
          // RFC 6749 §4.1.2 recommends no more.
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          new RefreshTokenLifetime(null, null),
          Rotation.UNKNOWN,
          Duration.ZERO,
          true,
          Duration.ZERO,
          new Limits(50, 64, Duration.ofSeconds(10)),
          null,
          Set.of(),
          null);

  private static final Form<ClientAuthentication> CLIENT_AUTHENTICATION =
      Form.oneOf(Map.of("body", ClientAuthentication.BODY, "basic", ClientAuthentication.BASIC));

  private static final Form<Rotation> ROTATION =
      Form.oneOf(
          Map.of(
              "reusable", Rotation.REUSABLE,
              "grace", Rotation.GRACE,
              "until_new_used", Rotation.UNTIL_NEW_USED,
              "strict", Rotation.STRICT,
              "unknown", Rotation.UNKNOWN));

  private static final Form<Boolean> YES_OR_NO = Form.oneOf(Map.of("true", true, "false", false));

  private static final Form<Integer> AT_LEAST_ONE = Form.wholeNumber(1, 1_000_000);

  private ProvidersReader() {}

  /**
   * The catalogue with the section's additions and overrides.
   *
   * @param catalogue is not changed
   */
  static Map<String, Profile> read(Cursor section, Map<String, Profile> catalogue) {
    var profiles = new LinkedHashMap<>(catalogue);
    section
        .entries()
        .forEach(
            (name, at) -> {
              Names.check(name, at);
              profiles.put(name, profile(name, at, catalogue.get(name)));
            });
    return Collections.unmodifiableMap(profiles);
  }

  private static Profile profile(String name, Cursor at, @Nullable Profile known) {
    var base = known == null ? USUAL : known;
    var rotation = at.at("rotation").or(base.rotation(), ROTATION);
    var grace = at.at("rotationGrace").or(base.rotationGrace(), Form.DURATION);
    if (rotation == Rotation.GRACE && grace.isZero()) {
      at.at("rotationGrace").problem("Say how long, since rotation is grace. " + Durations.ADVICE);
    }
    return new Profile(
        name,
        endpoint(at.at("authorizeUrl"), known == null ? null : known.authorizeUrl()),
        endpoint(at.at("tokenUrl"), known == null ? null : known.tokenUrl()),
        at.at("revokeUrl").orNull(base.revokeUrl(), Form.ENDPOINT),
        at.at("clientAuthentication").or(base.clientAuthentication(), CLIENT_AUTHENTICATION),
        at.at("codeLifetime").or(base.codeLifetime(), Form.POSITIVE_DURATION),
        at.at("accessTokenLifetime").or(base.accessTokenLifetime(), Form.POSITIVE_DURATION),
        refreshTokenLifetime(at.at("refreshTokenLifetime"), base.refreshTokenLifetime()),
        rotation,
        grace,
        at.at("resend").or(base.resend(), YES_OR_NO),
        at.at("mintSpacing").or(base.mintSpacing(), Form.DURATION),
        limits(at.at("limits"), base.limits()),
        development(at, base.development()),
        refusals(at, base.refusals()),
        IdentityReader.read(at, base.identity()));
  }

  private static URI endpoint(Cursor at, @Nullable URI known) {
    return known == null ? at.required(Form.ENDPOINT, NOWHERE) : at.or(known, Form.ENDPOINT);
  }

  private static RefreshTokenLifetime refreshTokenLifetime(Cursor at, RefreshTokenLifetime base) {
    return at.isNull()
        ? new RefreshTokenLifetime(null, null)
        : new RefreshTokenLifetime(
            at.at("idle").orNull(base.idle(), Form.POSITIVE_DURATION),
            at.at("absolute").orNull(base.absolute(), Form.POSITIVE_DURATION));
  }

  private static Limits limits(Cursor at, Limits base) {
    return new Limits(
        at.at("ratePerSecond").or(base.ratePerSecond(), AT_LEAST_ONE),
        at.at("concurrent").or(base.concurrent(), AT_LEAST_ONE),
        at.at("deadline").or(base.deadline(), Form.POSITIVE_DURATION));
  }

  private static @Nullable Development development(Cursor profile, @Nullable Development base) {
    var at = profile.at("development");
    if (at.isNull()) {
      return null;
    }
    if (!profile.has("development")) {
      return base;
    }
    var users = at.at("freeUsersOfOwner");
    var lifetime = at.at("lifetime");
    return new Development(
        users.or(base == null ? 0 : base.freeUsersOfOwner(), Form.wholeNumber(0, 1_000_000)),
        base == null
            ? lifetime.required(Form.POSITIVE_DURATION, Duration.ZERO)
            : lifetime.or(base.lifetime(), Form.POSITIVE_DURATION));
  }

  private static Set<String> refusals(Cursor profile, Set<String> base) {
    var refusals = new LinkedHashSet<>(base);
    profile.at("refusals").items().forEach(item -> refusals.add(item.required(Form.TEXT, "")));
    return Collections.unmodifiableSet(refusals);
  }
}
