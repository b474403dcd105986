package dev.evergrant.campaign.check;

import dev.evergrant.campaign.check.Evidence.GrantRow;
import dev.evergrant.campaign.check.Evidence.HistoryRow;
import dev.evergrant.campaign.check.Evidence.Published;
import dev.evergrant.campaign.check.Evidence.Update;
import dev.evergrant.devkit.simulator.HistoryEntry;
import dev.evergrant.devkit.simulator.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * I7: what ended, and whether the provider's history justifies it. Where the provider spent a
 * secret and its answer was never delivered, or its worker died before it could store it, that is
 * W1 or W2; where the provider ended the grant itself, it is no loss; anything else is
 * self-inflicted.
 */
public final class Losses {
  private static final Duration CLOCKS = Duration.ofSeconds(2);

  private final Evidence evidence;
  private final Chains chains;
  private final Explanation explanation;
  private final Latecomers latecomers;
  private final Map<String, List<HistoryEntry>> refusals = new HashMap<>();

  private Losses(Evidence evidence) {
    this.evidence = evidence;
    this.chains = Chains.of(evidence);
    this.latecomers = new Latecomers(evidence);
    this.explanation = new Explanation(evidence, chains, Failures.of(evidence));
    for (HistoryEntry entry : evidence.provider()) {
      if (entry.kind().equals("refresh") && entry.presented() != null && !isIssued(entry)) {
        refusals.computeIfAbsent(chains.user(entry.presented()), _ -> new ArrayList<>()).add(entry);
      }
    }
  }

  /** All of them. */
  public static List<Loss> of(Evidence evidence) {
    var losses = new Losses(evidence);
    List<Loss> all = new ArrayList<>(losses.connections());
    all.addAll(losses.grants());
    return all;
  }

  /** Those that may not be, and those that people were told wrongly about. */
  static List<String> check(Evidence evidence) {
    boolean graceful = evidence.rules().rotation() == Rotation.GRACE;
    List<String> violations = new ArrayList<>();
    for (Loss loss : of(evidence)) {
      boolean allowed =
          switch (loss.kind()) {
            case SELF_INFLICTED -> false;
            case W1 -> true;
            case W2 -> !graceful;
          };
      if (!allowed) {
        violations.add("%s: %s (%s)".formatted(loss.what(), loss.why(), loss.kind()));
      } else if (!loss.reported().equals("lost_in_flight") && !alsoDue(loss, evidence)) {
        violations.add(
            "%s was lost in flight and reported as %s.".formatted(loss.what(), loss.reported()));
      }
    }
    return violations;
  }

  /** Who is told of the end that a development grant had come to by then is told the truth. */
  private static boolean alsoDue(Loss loss, Evidence evidence) {
    return loss.reported().equals("development_expired")
        && evidence.updates().stream()
            .filter(update -> loss.what().equals(update.key() + " version " + update.version()))
            .anyMatch(update -> isOver(update, evidence));
  }

  private static boolean isOver(Update end, Evidence evidence) {
    Optional<Instant> authorized =
        evidence.published().stream()
            .filter(said -> said.kind() == Published.Kind.AUTHORIZED)
            .filter(said -> said.connection().toString().equals(end.key()))
            .map(Published::at)
            .max(Comparator.naturalOrder());
    Optional<Instant> ended =
        evidence.history().stream()
            .filter(row -> row.connection().toString().equals(end.key()))
            .filter(row -> Objects.equals(row.version(), end.version()))
            .map(HistoryRow::at)
            .max(Comparator.naturalOrder());
    Duration lifetime = evidence.rules().developmentLifetime();
    return authorized.isPresent()
        && ended.isPresent()
        && !ended.get().isBefore(authorized.get().plus(lifetime).minus(CLOCKS));
  }

  private List<Loss> connections() {
    Map<String, Instant> endedAt = new HashMap<>();
    for (HistoryRow row : Versions.transitions(evidence)) {
      endedAt.put(row.connection() + " version " + row.version(), row.at());
    }
    Map<String, String> users = new HashMap<>();
    Set<String> withdrawn = new HashSet<>();
    for (Published published : evidence.published()) {
      users.put(published.connection().toString(), published.user());
      if (published.kind() == Published.Kind.WITHDRAWN) {
        withdrawn.add(published.connection().toString());
      }
    }
    Set<String> seen = new HashSet<>();
    List<Loss> losses = new ArrayList<>();
    for (Update update : evidence.updates()) {
      String what = update.key() + " version " + update.version();
      if (update.active() || !seen.add(what)) {
        continue;
      }
      String reason = String.valueOf(update.reason());
      if (reason.equals("user_disconnected")) {
        if (!withdrawn.contains(update.key())) {
          losses.add(self(what, reason, "Nobody had withdrawn it."));
        }
        continue;
      }
      connection(what, reason, String.valueOf(users.get(update.key())), endedAt.get(what))
          .ifPresent(losses::add);
    }
    return losses;
  }

  private Optional<Loss> connection(
      String what, String reason, String user, @Nullable Instant endedAt) {
    Instant until = endedAt == null ? Instant.MAX : endedAt.plus(CLOCKS);
    Optional<HistoryEntry> refusal =
        refusals.getOrDefault(user, List.of()).stream()
            .filter(entry -> !entry.at().isAfter(until))
            .max(Comparator.comparing(HistoryEntry::at));
    if (refusal.isEmpty()) {
      return Optional.of(self(what, reason, "The provider had refused nothing."));
    }
    String presented = Objects.requireNonNull(refusal.get().presented());
    if (chains.endedByProvider(presented).isPresent()) {
      return Optional.empty();
    }
    List<HistoryEntry> spent =
        chains.presenting(presented).stream().filter(Losses::isIssued).toList();
    Optional<HistoryEntry> ender = chains.ender(presented).filter(latecomers::ended);
    if (spent.isEmpty() && ender.isPresent()) {
      Loss.Kind kind = ender.get().kind().equals("exchange") ? Loss.Kind.W1 : Loss.Kind.W2;
      String why = "The provider acted on a dead worker's request late.";
      return Optional.of(new Loss(kind, what, reason, why));
    }
    if (spent.isEmpty()
        && refusal.get().outcome().equals("fault")
        && chains.endReason(presented).isEmpty()) {
      return Optional.of(
          self(
              what, reason, "A wrong refusal (%s) was believed.".formatted(refusal.get().fault())));
    }
    if (spent.isEmpty()) {
      String end = chains.endReason(presented).orElse("its age");
      return Optional.of(
          self(
              what,
              reason,
              "Its refresh token %s was never spent and died by %s.".formatted(presented, end)));
    }
    return Optional.of(explanation.of(Loss.Kind.W2, what, reason, spent));
  }

  private List<Loss> grants() {
    Map<String, String> codes = new HashMap<>();
    for (Published published : evidence.published()) {
      if (published.code() != null) {
        codes.put(published.eventId(), published.code());
      }
    }
    List<Loss> losses = new ArrayList<>();
    for (GrantRow row : evidence.grants()) {
      String code = codes.get(row.eventId());
      if (row.state().equals("refused") && code != null && chains.endedByProvider(code).isEmpty()) {
        String what = "the code %s of %s".formatted(code, row.connection());
        losses.add(grant(what, String.valueOf(row.reason()), chains.presenting(code)));
      }
    }
    return losses;
  }

  private Loss grant(String what, String reason, List<HistoryEntry> attempts) {
    List<HistoryEntry> spent = attempts.stream().filter(Losses::isIssued).toList();
    if (!spent.isEmpty()) {
      return explanation.of(Loss.Kind.W1, what, reason, spent);
    }
    return attempts.stream()
        .filter(entry -> entry.outcome().equals("fault"))
        .findFirst()
        .map(lie -> self(what, reason, "A wrong refusal (%s) was believed.".formatted(lie.fault())))
        .orElseGet(() -> self(what, reason, "The provider had never taken it."));
  }

  private static boolean isIssued(HistoryEntry entry) {
    return entry.outcome().equals("issued");
  }

  static Loss self(String what, String reported, String why) {
    return new Loss(Loss.Kind.SELF_INFLICTED, what, reported, why);
  }
}
