package dev.evergrant.worker.work.simulation;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.lifecycle.TokenReply;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The token endpoint, and the truth: what is alive, what is over and why. It rotates as the
 * scenario's provider really does, whatever its profile says.
 */
final class Provider {
  private static final Reply REFUSED = new Reply.Refused("invalid_grant");

  private final Scenario scenario;
  private final Timeline timeline;
  private final Chance chance;
  private final Checker checker;
  private final Map<String, Family> codes = new HashMap<>();
  private final Map<String, RefreshToken> tokens = new HashMap<>();
  private final Map<ConnectionId, Instant> mintedAt = new HashMap<>();

  /** Everybody is refused. */
  private boolean incident;

  private @Nullable Instant incidentOver;

  /** Nobody's client secret is right. */
  boolean brokenSecret;

  /** What it answers, and what it has issued, if it has. */
  record Answer(Reply reply, @Nullable Mint mint) {}

  Provider(Scenario scenario, Timeline timeline, Chance chance, Checker checker) {
    this.scenario = scenario;
    this.timeline = timeline;
    this.chance = chance;
    this.checker = checker;
  }

  void incident(boolean on) {
    if (incident && !on) {
      incidentOver = timeline.now();
    }
    incident = on;
  }

  /** A refusal that is being committed now may have been a lie. */
  boolean lied() {
    return incident
        || (incidentOver != null && timeline.now().isBefore(incidentOver.plusSeconds(600)));
  }

  /** A user consents. */
  Family authorize(ConnectionId connection) {
    var family = new Family(connection, "code-" + codes.size(), timeline.now());
    codes.put(family.code, family);
    return family;
  }

  /** The user leaves. */
  void disconnect(ConnectionId connection) {
    for (Family family : codes.values()) {
      if (family.connection.equals(connection) && family.end == null) {
        family.end = Family.End.DISCONNECTED;
      }
    }
  }

  Family family(String code) {
    return known(codes.get(code));
  }

  RefreshToken token(String text) {
    return known(tokens.get(text));
  }

  private static <T> T known(@Nullable T thing) {
    if (thing == null) {
      throw new IllegalStateException("Nobody was ever given that.");
    }
    return thing;
  }

  Answer exchange(String code, Machine by) {
    Family family = family(code);
    Reply generally = generally(family);
    if (generally != null) {
      return new Answer(generally, null);
    }
    if (family.exchanged()) {
      // RFC 6749 §4.1.2: what came of the code is revoked.
      family.end = Family.End.REUSE;
      checker.revokedByReuse(family, null);
      return new Answer(REFUSED, null);
    }
    if (!timeline.now().isBefore(family.consentAt.plus(scenario.profile().codeLifetime()))) {
      return new Answer(REFUSED, null);
    }
    return spaced(family, null, by);
  }

  Answer refresh(String text, Machine by) {
    RefreshToken token = token(text);
    Reply generally = generally(token.family);
    if (generally != null) {
      return new Answer(generally, null);
    }
    if (isIdle(token)) {
      return new Answer(REFUSED, null);
    }
    if (!isUsable(token)) {
      if (scenario.rotation().revokesOnReuse()) {
        token.family.end = Family.End.REUSE;
        checker.revokedByReuse(token.family, token);
      }
      return new Answer(REFUSED, null);
    }
    return spaced(token.family, token, by);
  }

  private @Nullable Reply generally(Family family) {
    if (brokenSecret) {
      return new Reply.Misconfigured("invalid_client");
    }
    settle(family);
    return incident || family.end != null ? REFUSED : null;
  }

  private Answer spaced(Family family, @Nullable RefreshToken parent, Machine by) {
    Instant last = mintedAt.get(family.connection);
    Instant now = timeline.now();
    Duration spacing = scenario.profile().mintSpacing();
    if (last != null && now.isBefore(last.plus(spacing))) {
      Duration wait = Duration.between(now, last.plus(spacing));
      return new Answer(
          new Reply.Throttled(chance.in(0.8) ? Duration.ofSeconds(1 + wait.toSeconds()) : null),
          null);
    }
    mintedAt.put(family.connection, now);
    return issued(family, parent, by, now);
  }

  private Answer issued(Family family, @Nullable RefreshToken parent, Machine by, Instant now) {
    boolean keeps =
        parent != null
            && parent.replacedAt == null
            && (scenario.rotation() == Scenario.Rotates.NEVER
                || (scenario.has(Fault.NO_REFRESH_TOKEN) && chance.in(0.1)));
    int number = ++family.number;
    RefreshToken child = parent;
    if (child == null || !keeps) {
      child = new RefreshToken(family.code + "-" + number, family, number, now);
      tokens.put(child.text, child);
      if (parent != null && parent.replacedAt == null) {
        parent.replacedAt = now;
      }
    } else {
      child.freshAt = now;
    }
    var mint = new Mint(family, number, parent, child, now.plus(scenario.life()), by);
    Mint forgotten = family.add(mint);
    if (forgotten != null && !forgotten.isNeeded() && !family.knows(forgotten.child)) {
      tokens.remove(forgotten.child.text);
    }
    boolean silent = keeps && chance.in(0.5);
    boolean saysLife = !scenario.life().equals(scenario.profile().accessTokenLifetime());
    return new Answer(
        new Reply.Issued(
            new TokenReply(
                new Secret("at-" + family.code + "-" + number),
                silent ? null : new Secret(child.text),
                "Bearer",
                saysLife || chance.in(0.7) ? scenario.life() : null,
                null)),
        mint);
  }

  /** The API hears of a new access token. */
  void used(Mint mint) {
    if (mint.family.end == null) {
      mint.family.floor = Math.max(mint.family.floor, mint.child.number);
    }
  }

  /** Ends what is over by now. */
  void settle(Family family) {
    if (family.end != null) {
      return;
    }
    Profile profile = scenario.profile();
    Duration absolute = profile.refreshTokenLifetime().absolute();
    Instant now = timeline.now();
    if (scenario.isExpiredByDevelopment(family.connection)
        && profile.development() != null
        && !now.isBefore(family.consentAt.plus(profile.development().lifetime()))) {
      family.end = Family.End.DEVELOPMENT;
    } else if (absolute != null && !now.isBefore(family.consentAt.plus(absolute))) {
      family.end = Family.End.ABSOLUTE;
    }
  }

  boolean isIdle(RefreshToken token) {
    Duration idle = scenario.profile().refreshTokenLifetime().idle();
    return idle != null && !timeline.now().isBefore(token.freshAt.plus(idle));
  }

  boolean isUsable(RefreshToken token) {
    return switch (scenario.rotation()) {
      case STRICT -> token.replacedAt == null;
      case GRACE ->
          token.replacedAt == null
              || timeline.now().isBefore(token.replacedAt.plus(Scenario.GRACE));
      case UNTIL_NEW_USED -> token.number >= token.family.floor;
      case NEVER -> true;
    };
  }
}
