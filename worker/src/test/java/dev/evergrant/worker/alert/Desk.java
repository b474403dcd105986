package dev.evergrant.worker.alert;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.intake.Withdraw;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Question;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.lifecycle.TokenReply;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.outbox.Restate;
import dev.evergrant.worker.outbox.Subscribers;
import dev.evergrant.worker.store.Claims;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.DeveloperRows;
import dev.evergrant.worker.store.Erasure;
import dev.evergrant.worker.store.ForecastRows;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.HistoryRows;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.QuarantineRows;
import dev.evergrant.worker.store.ReauthorizationRows;
import dev.evergrant.worker.store.RestatementRows;
import dev.evergrant.worker.store.RevocationRows;
import dev.evergrant.worker.work.Commits;
import dev.evergrant.worker.work.Commits.Answered;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that tells people what to do, without Kafka and HTTP: a test says what users and providers
 * do, lets the ticks come, and reads what was promised to be said.
 */
final class Desk {
  /** What a test gets if it does not care: an hour, a day ahead, reminders as by default. */
  static final Config.Alerts USUAL =
      new Config.Alerts(
          Duration.ofHours(1),
          Duration.ofHours(24),
          Duration.ofDays(3),
          3,
          Duration.ofDays(30),
          null,
          Map.of());

  static final RSAKey READER = reader();

  private static final int WORKER = 1;
  private static final AtomicLong numbers = new AtomicLong();

  final Premises premises = Premises.empty();
  final DevelopmentRule rule;
  final Forecast forecast;
  final Batches batches;
  final LetGo letGo;
  final Restate restate;
  final ReauthorizationRows reauthorizations = new ReauthorizationRows();

  private final Map<String, App> apps;
  private final ConnectionRows connections =
      new ConnectionRows(premises.cipher(), premises.fingerprints());
  private final GrantRows grants = new GrantRows(premises.cipher());
  private final OutboxRows outbox = new OutboxRows();
  private final Claims claims = new Claims(premises.jdbi(), premises.cipher(), () -> 0);
  private final Commits commits;
  private final Withdraw withdraw;
  private Instant now;

  Desk(Instant now, Config.Alerts alerts, App... of) {
    this.now = premises.at(now);
    this.apps = Stream.of(of).collect(Collectors.toMap(App::name, Function.identity()));
    var jdbi = premises.jdbi();
    var meters = new SimpleMeterRegistry();
    var messages = new Messages(new CloudEventCodec(), UUID::randomUUID);
    var developers = new DeveloperRows();
    var restatements = new RestatementRows();
    var revocations =
        new RevocationRows(
            premises.cipher(),
            apps.values().stream()
                .map(App::provider)
                .filter(provider -> provider.revokeUrl() != null)
                .map(provider -> provider.name())
                .collect(Collectors.toSet()));
    var subscribers =
        new Subscribers(
            List.of(
                new Config.Subscriber(
                    "crm-reader",
                    READER.toPublicJWK().toJSONString(),
                    List.copyOf(apps.keySet()))));
    this.rule =
        new DevelopmentRule(
            jdbi, apps.values(), developers, reauthorizations, restatements, alerts.ahead());
    this.forecast =
        new Forecast(jdbi, apps.values(), new ForecastRows(), reauthorizations, alerts.ahead());
    this.batches =
        new Batches(
            jdbi,
            apps,
            reauthorizations,
            outbox,
            messages,
            () -> "batch-" + numbers.incrementAndGet(),
            new Batches.Rhythm(alerts.remindEvery(), alerts.reminders(), alerts.quiet()),
            meters);
    this.letGo =
        new LetGo(
            jdbi,
            new Erasure(),
            revocations,
            reauthorizations,
            outbox,
            messages,
            alerts.letGoAfter(),
            meters);
    this.restate = new Restate(jdbi, restatements, connections, subscribers, outbox, messages);
    var quarantine = new QuarantineRows(premises.cipher(), premises.fingerprints());
    this.commits =
        new Commits(
            jdbi,
            apps,
            connections,
            grants,
            revocations,
            quarantine,
            alerts.ahead(),
            subscribers,
            messages);
    this.withdraw =
        new Withdraw(
            connections,
            grants,
            revocations,
            quarantine,
            reauthorizations,
            new HistoryRows(),
            outbox,
            messages);
  }

  Instant now() {
    return now;
  }

  void pass(Duration time) {
    at(now.plus(time));
  }

  void at(Instant moment) {
    now = premises.at(moment);
  }

  /** A user's consent. */
  record Authorization(ConnectionId connection, User user, Instant at) {}

  /** A user consents now, and gets tokens of two hours. */
  ConnectionId authorize(ConnectionId connection, User user) {
    authorize(List.of(new Authorization(connection, user, now)), issued(Duration.ofHours(2)));
    return connection;
  }

  /** Users consent, and their codes are all answered so. */
  void authorize(List<Authorization> authorizations, Reply reply) {
    premises
        .jdbi()
        .useTransaction(
            handle -> grants.insert(handle, authorizations.stream().map(this::grant).toList()));
    for (Credentials of : credentials()) {
      List<Due.Grant> claimed = claims.grants(of, WORKER, Duration.ofMinutes(1), 5_000, false);
      commits.commit(claimed.stream().map(due -> new Answered(due, reply)).toList(), now);
    }
  }

  private GrantRows.New grant(Authorization authorization) {
    long number = numbers.incrementAndGet();
    App app = requireNonNull(apps.get(authorization.connection().app()));
    return new GrantRows.New(
        "/desk",
        "event-" + number,
        ByteBuffer.allocate(32).putLong(number).array(),
        authorization.connection(),
        new Question.Exchange(new Secret("code-" + number), "https://crm.example/cb", null),
        new Consent(app.provider().name(), authorization.user(), null, authorization.at()),
        now.plus(Duration.ofMinutes(10)));
  }

  /**
   * Refreshes what is due, as a provider answers.
   *
   * @return who was refused
   */
  List<ConnectionId> refresh(Function<Due.Refresh, Reply> provider) {
    List<ConnectionId> refused = new ArrayList<>();
    for (Credentials of : credentials()) {
      List<Due.Refresh> due;
      do {
        due = claims.refreshes(of, WORKER, Duration.ofMinutes(1), 500, false);
        List<Answered> answers =
            due.stream().map(one -> new Answered(one, provider.apply(one))).toList();
        answers.stream()
            .filter(one -> one.reply() instanceof Reply.Refused)
            .forEach(one -> refused.add(one.due().connection()));
        commits.commit(answers, now);
      } while (due.size() == 500);
    }
    return refused;
  }

  private List<Credentials> credentials() {
    return apps.values().stream().flatMap(app -> app.credentials().values().stream()).toList();
  }

  void withdraw(List<ConnectionId> ids) {
    premises.jdbi().useTransaction(handle -> withdraw.withdraw(handle, ids, now));
  }

  /** What was promised since the last time. */
  List<Said> said() {
    return new Outbox(premises).said();
  }

  /** What of it was of a type, in order. */
  <T> List<T> said(Class<T> type) {
    return new Outbox(premises).said(type);
  }

  /** Promises that nobody has read yet. */
  record Outbox(Premises premises) {
    List<Said> said() {
      OutboxRows rows = new OutboxRows();
      List<Said> said = new ArrayList<>();
      List<OutboxRows.Promised> promised = rows.oldest(premises.jdbi(), 1_000);
      while (!promised.isEmpty()) {
        promised.forEach(one -> said.add(Said.of(one.message())));
        rows.delete(premises.jdbi(), promised.stream().map(OutboxRows.Promised::id).toList());
        promised = rows.oldest(premises.jdbi(), 1_000);
      }
      return said;
    }

    <T> List<T> said(Class<T> type) {
      return said().stream().map(Said::data).filter(type::isInstance).map(type::cast).toList();
    }
  }

  /** Tokens with a refresh token that is a new one each time. */
  static Reply issued(Duration life) {
    return issued(life, new Secret("refresh-" + numbers.incrementAndGet()));
  }

  static Reply issued(Duration life, @Nullable Secret refreshToken) {
    Secret accessToken = new Secret("access-" + numbers.incrementAndGet());
    return new Reply.Issued(new TokenReply(accessToken, refreshToken, "Bearer", life, null));
  }

  private static RSAKey reader() {
    try {
      return new RSAKeyGenerator(2048).keyID("reader-1").generate();
    } catch (JOSEException problem) {
      throw new IllegalStateException(problem);
    }
  }
}
