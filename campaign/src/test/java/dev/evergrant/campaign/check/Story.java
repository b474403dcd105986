package dev.evergrant.campaign.check;

import dev.evergrant.campaign.check.Evidence.Alerted;
import dev.evergrant.campaign.check.Evidence.ConnectionRow;
import dev.evergrant.campaign.check.Evidence.Gone;
import dev.evergrant.campaign.check.Evidence.GrantRow;
import dev.evergrant.campaign.check.Evidence.HistoryRow;
import dev.evergrant.campaign.check.Evidence.Life;
import dev.evergrant.campaign.check.Evidence.LiveToken;
import dev.evergrant.campaign.check.Evidence.Pause;
import dev.evergrant.campaign.check.Evidence.Published;
import dev.evergrant.campaign.check.Evidence.Quiet;
import dev.evergrant.campaign.check.Evidence.Request;
import dev.evergrant.campaign.check.Evidence.Rules;
import dev.evergrant.campaign.check.Evidence.Sealed;
import dev.evergrant.campaign.check.Evidence.Span;
import dev.evergrant.campaign.check.Evidence.Update;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.HistoryEntry;
import dev.evergrant.devkit.simulator.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evidence made by hand. It begins as a story in which all is well: a user authorizes, the code
 * becomes version 1 with the refresh token {@code r1}, and that becomes version 2 with {@code r2}.
 * A test then changes what it is about. Times are seconds after the begin.
 */
final class Story {
  static final ConnectionId ID = new ConnectionId("crm-sync", "production", "user-1");
  static final String USER = "user-1@acme.example";
  static final String ISSUED = "dev.evergrant.token.issued.v1";
  static final String REFRESHED = "dev.evergrant.token.refreshed.v1";
  static final String REVOKED = "dev.evergrant.token.revoked.v1";
  private static final Instant BEGIN = Instant.parse("2026-11-25T10:00:00Z");

  Rotation rotation = Rotation.STRICT;
  final List<HistoryEntry> provider = new ArrayList<>();
  final List<LiveToken> live = new ArrayList<>();
  final List<ConnectionRow> connections = new ArrayList<>();
  final List<GrantRow> grants = new ArrayList<>();
  final List<HistoryRow> history = new ArrayList<>();
  final List<Published> published = new ArrayList<>();
  final List<Request> requests = new ArrayList<>();
  final List<Life> lives = new ArrayList<>();
  final List<Gone> gone = new ArrayList<>();
  final List<Pause> pauses = new ArrayList<>();
  final List<Pause> cuts = new ArrayList<>();
  final List<Span> outages = new ArrayList<>();
  final List<Update> updates = new ArrayList<>();
  final List<Alerted> alerts = new ArrayList<>();
  final List<Sealed> sealed = new ArrayList<>();
  final List<String> repeatedNonces = new ArrayList<>();
  final List<String> leaks = new ArrayList<>();
  Quiet quiet = new Quiet(Duration.ofSeconds(2), List.of(), 0, 0, List.of());

  static Story inWhichAllIsWell() {
    var story = new Story();
    story.says(Published.Kind.AUTHORIZED, "event-1", "code", 0);
    story.provider.add(entry("authorize", 0, null, "code", "issued"));
    story.spends("exchange", 1, "code", "r1", true);
    story.spends("refresh", 10, "r1", "r2", true);
    story.live.add(new LiveToken(USER, "r2"));
    story.connections.add(new ConnectionRow(ID, true, null, 2, "r2"));
    story.grants.add(new GrantRow("event-1", ID, "connected", null, at(2)));
    story.happens("issued", 1, 2);
    story.happens("refreshed", 2, 11);
    story.updates.add(update("e1", ISSUED, 1, null));
    story.updates.add(update("e2", REFRESHED, 2, null));
    story.lives.add(new Life(1, 100, 7, at(-10), null, Life.End.NOT_YET));
    story.lives.add(new Life(2, 200, 8, at(-10), null, Life.End.NOT_YET));
    story.sealed.add(new Sealed("the refresh token", true, false));
    return story;
  }

  static Instant at(double seconds) {
    return BEGIN.plusMillis((long) (seconds * 1000));
  }

  void says(Published.Kind kind, String event, @Nullable String code, double seconds) {
    published.add(new Published(kind, ID, USER, event, code, at(seconds)));
  }

  /** A request is carried out; worker 1 sends it. */
  void spends(String kind, double seconds, String presented, String issued, boolean delivered) {
    provider.add(entry(kind, seconds, presented, issued, "issued"));
    requests.add(request(1, presented, seconds, seconds + 0.1, issued, delivered));
  }

  void refuses(String presented, double seconds) {
    provider.add(entry("refresh", seconds, presented, null, "invalid_grant"));
    requests.add(request(2, presented, seconds, seconds + 0.1, null, true));
  }

  void happens(String what, long version, double seconds) {
    history.add(new HistoryRow(ID, at(seconds), what, version, null));
  }

  /** The connection ends as version 3, for this reason. */
  void ends(String reason, double seconds) {
    connections.set(0, new ConnectionRow(ID, false, reason, 3, null));
    happens("revoked", 3, seconds);
    updates.add(update("e3", REVOKED, 3, reason));
  }

  void dies(int slot, double seconds) {
    lives.replaceAll(
        life ->
            life.slot() == slot
                ? new Life(
                    slot, life.pid(), life.number(), life.from(), at(seconds), Life.End.KILLED)
                : life);
  }

  static Request request(
      int slot,
      String presented,
      double from,
      double to,
      @Nullable String issued,
      boolean delivered) {
    return new Request(slot, presented, at(from), at(to), issued, delivered);
  }

  static Update update(String event, String type, long version, @Nullable String reason) {
    return new Update(ID.toString(), event, type, version, reason == null, reason);
  }

  static HistoryEntry entry(
      String kind,
      double seconds,
      @Nullable String presented,
      @Nullable String issued,
      String outcome,
      String... committed) {
    return new HistoryEntry(
        1,
        kind,
        at(seconds),
        USER,
        Environment.PRODUCTION,
        1L,
        1,
        List.of(committed),
        presented,
        issued,
        outcome,
        null,
        "full",
        at(seconds),
        at(seconds + 0.05));
  }

  Evidence evidence() {
    return new Evidence(
        new Rules(rotation, Duration.ofSeconds(6), Duration.ofSeconds(20)),
        provider,
        live,
        connections,
        grants,
        history,
        published,
        requests,
        lives,
        gone,
        pauses,
        cuts,
        outages,
        updates,
        alerts,
        sealed,
        repeatedNonces,
        leaks,
        quiet);
  }

  /** The invariants that are broken. */
  List<String> broken() {
    return Invariant.judge(evidence()).stream()
        .filter(verdict -> !verdict.holds())
        .map(verdict -> verdict.invariant().name())
        .toList();
  }
}
