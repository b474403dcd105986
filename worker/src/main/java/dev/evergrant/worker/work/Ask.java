package dev.evergrant.worker.work;

import static java.util.Objects.requireNonNull;

import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Lifecycle;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Question;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Resend;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.lifecycle.TokenSet;
import dev.evergrant.worker.outbox.Subscribers;
import dev.evergrant.worker.provider.ProviderGuard;
import dev.evergrant.worker.provider.TokenEndpoint;
import dev.evergrant.worker.provider.TokenEndpoint.Answer;
import java.time.Instant;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the provider about one claimed row, decides, and seals what is new. Safe for any thread. */
final class Ask {
  private static final Logger log = LoggerFactory.getLogger(Ask.class);

  private final Map<String, App> apps;
  private final TokenEndpoint endpoint;
  private final Subscribers subscribers;
  private final Refusals refusals;
  private final LongSupplier nanos;
  private final DoubleSupplier chance;

  Ask(
      Map<String, App> apps,
      TokenEndpoint endpoint,
      Subscribers subscribers,
      Refusals refusals,
      LongSupplier nanos,
      DoubleSupplier chance) {
    this.apps = apps;
    this.endpoint = endpoint;
    this.subscribers = subscribers;
    this.refusals = refusals;
    this.nanos = nanos;
    this.chance = chance;
  }

  /** Uses one permit of the guard, whatever happens. */
  Result ask(Due due, ProviderGuard guard) {
    App app = requireNonNull(apps.get(due.connection().app()));
    Credentials credentials = requireNonNull(app.credentials().get(due.connection().environment()));
    return switch (due) {
      case Due.Grant grant -> ask(due, grant.question(), app, credentials, guard);
      case Due.Refresh refresh -> {
        Secret token = refresh.refreshToken();
        if (token == null) {
          guard.giveBack(1);
          yield new Result(
              due,
              new Reply.Refused("no_refresh_token"),
              Lifecycle.withoutRefreshToken(),
              now(due),
              Map.of());
        }
        yield ask(due, new Question.Refresh(token), app, credentials, guard);
      }
    };
  }

  private Result ask(
      Due due, Question question, App app, Credentials credentials, ProviderGuard guard) {
    Profile profile = app.provider();
    Decision instead = Resend.instead(due, app, now(due));
    if (instead != null) {
      guard.giveBack(1);
      return new Result(
          due,
          new Reply.Unavailable("Not asked; its answer may still come."),
          instead,
          now(due),
          Map.of());
    }
    Answer answer;
    try {
      answer = guard.ask(() -> answer(due, profile, credentials, question));
    } catch (LeaseIsOver _) {
      String problem = "This worker was too slow to ask within its lease.";
      return new Result(
          due,
          new Reply.Unavailable(problem),
          Lifecycle.notAsked(due, now(due), problem),
          now(due),
          Map.of());
    }
    Instant sentAt = due.claim().timeAt(answer.sentNanos());
    Instant now = now(due);
    boolean unusual = refusals.unusual(due, app, credentials, answer.reply(), now);
    Decision decision =
        Lifecycle.after(due, app, answer.reply(), sentAt, now, unusual, chance.getAsDouble());
    return new Result(due, answer.reply(), decision, now, sealed(app, decision));
  }

  /** Tokens are stored whatever becomes of their event; the next version's has them again. */
  private Map<String, String> sealed(App app, Decision decision) {
    if (!(decision instanceof Decision.Store(TokenSet tokens))) {
      return Map.of();
    }
    try {
      return subscribers.seal(app.name(), tokens.accessToken());
    } catch (RuntimeException problem) {
      log.error(
          "An access token of {} could not be sealed; its event goes without", app.name(), problem);
      return Map.of();
    }
  }

  /**
   * A worker that was paused since the claim must not send under a lease that is nearly over, hence
   * a look before each try, and a last one where the body leaves. A bug in the client must not cost
   * a token: whether the request was sent is unknown then.
   */
  private Answer answer(Due due, Profile profile, Credentials credentials, Question question) {
    long latest = due.claim().nanosAt(profile.lease().dividedBy(2));
    if (nanos.getAsLong() - latest > 0) {
      throw new LeaseIsOver();
    }
    try {
      return endpoint.ask(profile, credentials, question, latest);
    } catch (RuntimeException bug) {
      log.error("Asking {} failed", profile.name(), bug);
      return new Answer(
          new Reply.InDoubt("The worker failed while asking.", false), nanos.getAsLong());
    }
  }

  private Instant now(Due due) {
    return due.claim().timeAt(nanos.getAsLong());
  }

  /** Says nothing about the provider, so its guard does not count it, and does not try again. */
  private static final class LeaseIsOver extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
