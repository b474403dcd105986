package dev.evergrant.worker.intake;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.AuthorizationCompleted;
import dev.evergrant.contracts.AuthorizationWithdrawn;
import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.SealedCode;
import dev.evergrant.contracts.TokenRejected;
import dev.evergrant.contracts.Topics;
import dev.evergrant.contracts.UnacceptableEvent;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.ChooseCredentials;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Question;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.store.Fingerprints;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.Rejections;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a record comes to; never throws for a bad one. In two steps, because opening a
 * sealed code is slow and needs neither time nor database. Safe for any thread.
 */
final class Acceptance {
  private final Map<String, App> apps;
  private final CloudEventCodec codec;
  private final SealedCodes sealedCodes;
  private final Fingerprints fingerprints;
  private final DeadLetters deadLetters;

  Acceptance(
      Map<String, App> apps,
      CloudEventCodec codec,
      SealedCodes sealedCodes,
      Fingerprints fingerprints,
      DeadLetters deadLetters) {
    this.apps = apps;
    this.codec = codec;
    this.sealedCodes = sealedCodes;
    this.fingerprints = fingerprints;
    this.deadLetters = deadLetters;
  }

  /** Reads one record, and unseals its code. */
  Opened open(ConsumerRecord<String, byte[]> record) {
    CloudEvent event = null;
    try {
      event = codec.read(record.headers(), record.value());
      if (record.topic().equals(Topics.TOKEN_REPORTS)) {
        requireType(record.topic(), event, EventTypes.TOKEN_REJECTED);
        return new Opened.Rejected(record, event, codec.data(event, TokenRejected.class));
      }
      if (event.type().equals(EventTypes.AUTHORIZATION_WITHDRAWN)) {
        return new Opened.Withdrawn(record, event, codec.data(event, AuthorizationWithdrawn.class));
      }
      requireType(record.topic(), event, EventTypes.AUTHORIZATION_COMPLETED);
      var data = codec.data(event, AuthorizationCompleted.class);
      return new Opened.Completed(record, event, unsealed(data));
    } catch (UnacceptableEvent problem) {
      return new Opened.Unreadable(deadLetters.of(record, event, problem));
    }
  }

  private AuthorizationCompleted unsealed(AuthorizationCompleted data) throws UnacceptableEvent {
    if (data.sealedCode() == null) {
      return data;
    }
    SealedCode opened = sealedCodes.open(data.sealedCode());
    if (data.codeVerifier() != null && opened.codeVerifier() != null) {
      throw new UnacceptableEvent(
          "codeVerifier", "is there beside the one in sealedCode: send only the sealed one.");
    }
    return new AuthorizationCompleted(
        data.app(),
        data.environment(),
        data.subject(),
        opened.code(),
        null,
        data.redirectUri(),
        data.state(),
        opened.codeVerifier() == null ? data.codeVerifier() : opened.codeVerifier(),
        data.scope(),
        data.user());
  }

  /**
   * Decides.
   *
   * @param now the database's time
   */
  Accepted accept(Opened opened, Instant now) {
    return switch (opened) {
      case Opened.Unreadable(Accepted.DeadLetter letter) -> letter;
      case Opened.Completed(var record, var event, var data) -> {
        Instant sent =
            event.time() == null ? Instant.ofEpochMilli(record.timestamp()) : event.time();
        // A clock that runs ahead must not make a code live longer.
        Instant authorizedAt = sent.isAfter(now) ? now : sent;
        yield orDeadLetter(record, event, () -> grant(event, data, authorizedAt, now));
      }
      case Opened.Withdrawn(var record, var event, var data) ->
          orDeadLetter(record, event, () -> withdrawal(event, data));
      case Opened.Rejected(var record, var event, var data) ->
          orDeadLetter(record, event, () -> rejection(data));
    };
  }

  private interface Decision {
    Accepted make() throws UnacceptableEvent;
  }

  private Accepted orDeadLetter(
      ConsumerRecord<String, byte[]> record, CloudEvent event, Decision decision) {
    try {
      return decision.make();
    } catch (UnacceptableEvent problem) {
      return deadLetters.of(record, event, problem);
    }
  }

  private static void requireType(String topic, CloudEvent event, String type)
      throws UnacceptableEvent {
    if (!event.type().equals(type)) {
      throw new UnacceptableEvent(
          "type", "is not one that " + topic + " takes: send " + type + ".");
    }
  }

  private Accepted grant(
      CloudEvent event, AuthorizationCompleted data, Instant authorizedAt, Instant now)
      throws UnacceptableEvent {
    App app = app(data.app());
    Credentials credentials =
        switch (ChooseCredentials.choose(
            app, data.environment(), data.state(), data.redirectUri())) {
          case ChooseCredentials.Chosen(Credentials chosen) -> chosen;
          case ChooseCredentials.Refusal(String field, String sentence) ->
              throw new UnacceptableEvent(field, sentence);
        };
    String code = requireNonNull(data.code());
    Instant deadline = authorizedAt.plus(app.provider().codeLifetime());
    if (!deadline.isAfter(now)) {
      throw new UnacceptableEvent(
          "time",
          "is too long ago: the provider takes a code for "
              + app.provider().codeLifetime().toSeconds()
              + " s"
              + ". Send the user through the consent page again, and publish at once.");
    }
    return new Accepted.Grant(
        new GrantRows.New(
            event.source(),
            event.id(),
            fingerprints.of("code " + credentials.name(), code),
            new ConnectionId(app.name(), credentials.environment(), data.subject()),
            new Question.Exchange(
                new Secret(code), data.redirectUri(), secret(data.codeVerifier())),
            new Consent(
                app.provider().name(),
                data.user() == null ? User.UNKNOWN : data.user(),
                data.scope(),
                authorizedAt),
            deadline));
  }

  private Accepted withdrawal(CloudEvent event, AuthorizationWithdrawn data)
      throws UnacceptableEvent {
    App app = app(data.app());
    String named = data.environment();
    if (named != null && !app.credentials().containsKey(named)) {
      throw new UnacceptableEvent(
          "environment",
          "is not configured for this app: send one of " + app.credentials().keySet() + ".");
    }
    List<ConnectionId> connections = new ArrayList<>();
    for (String environment : app.credentials().keySet()) {
      if (named == null || named.equals(environment)) {
        connections.add(new ConnectionId(app.name(), environment, data.subject()));
      }
    }
    return new Accepted.Withdrawal(event.source(), event.id(), connections);
  }

  private Accepted rejection(TokenRejected data) throws UnacceptableEvent {
    ConnectionId connection = ConnectionId.parse(data.connection());
    App app = app(connection.app());
    return new Accepted.Rejection(
        new Rejections.Rejected(connection, data.version(), app.provider().mintSpacing()));
  }

  private App app(String name) throws UnacceptableEvent {
    App app = apps.get(name);
    if (app == null) {
      throw new UnacceptableEvent(
          "app", "is not configured at this worker: send one of " + apps.keySet() + ".");
    }
    return app;
  }

  private static @Nullable Secret secret(@Nullable String text) {
    return text == null ? null : new Secret(text);
  }
}
