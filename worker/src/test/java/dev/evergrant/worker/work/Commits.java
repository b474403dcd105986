package dev.evergrant.worker.work;

import static java.util.Objects.requireNonNull;

import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Lifecycle;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.outbox.Subscribers;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.DeveloperRows;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.HistoryRows;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.PauseRows;
import dev.evergrant.worker.store.QuarantineRows;
import dev.evergrant.worker.store.ReauthorizationRows;
import dev.evergrant.worker.store.RevocationRows;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** Decides and commits what a provider answers, for tests of other packages. */
public final class Commits {
  private static final int WORKER = 1;
  private static final int BATCH = 500;

  private final Map<String, App> apps;
  private final Subscribers subscribers;
  private final Commit commit;

  /** Claimed work and the provider's word on it. */
  public record Answered(Due due, Reply reply) {}

  public Commits(
      Jdbi jdbi,
      Map<String, App> apps,
      ConnectionRows connections,
      GrantRows grants,
      RevocationRows revocations,
      QuarantineRows quarantine,
      Duration ahead,
      Subscribers subscribers,
      Messages messages) {
    this.apps = apps;
    this.subscribers = subscribers;
    this.commit =
        new Commit(
            jdbi,
            apps,
            connections,
            grants,
            new Pausing(apps, new PauseRows(), messages),
            new ReauthorizationRows(),
            new Crowds(apps, new DeveloperRows()),
            ahead,
            revocations,
            quarantine,
            new HistoryRows(),
            new OutboxRows(),
            messages,
            WORKER,
            new SimpleMeterRegistry());
  }

  /** Commits what follows from the answers, all of which come at one moment. */
  public void commit(List<Answered> answers, Instant now) {
    for (int from = 0; from < answers.size(); from += BATCH) {
      commit.commit(
          answers.subList(from, Math.min(from + BATCH, answers.size())).stream()
              .map(answered -> result(answered, now))
              .toList());
    }
  }

  private Result result(Answered answered, Instant now) {
    Due due = heardTwice(answered);
    App app = requireNonNull(apps.get(due.connection().app()));
    Decision decision =
        due instanceof Due.Refresh refresh && refresh.refreshToken() == null
            ? Lifecycle.withoutRefreshToken()
            : Lifecycle.after(due, app, answered.reply(), now, now, false, 0);
    Map<String, String> sealed =
        decision instanceof Decision.Store store
            ? subscribers.seal(app.name(), store.tokens().accessToken())
            : Map.of();
    return new Result(due, answered.reply(), decision, now, sealed);
  }

  /** A refusal is the second one, so that it is believed. */
  private static Due heardTwice(Answered answered) {
    if (!(answered.due() instanceof Due.Refresh due && answered.reply() instanceof Reply.Refused)) {
      return answered.due();
    }
    Due.Claim claim = due.claim();
    Due.Past past = new Due.Past(claim.past().doubtSince(), null, claim.failures(), 1);
    return new Due.Refresh(
        new Due.Claim(claim.attempt(), claim.at(), claim.nanos(), past, claim.probe()),
        due.connection(),
        due.version(),
        due.consent(),
        due.refreshToken(),
        due.trying(),
        due.scope(),
        due.issuedAt(),
        due.expiresAt(),
        due.reauthorizeBy());
  }
}
