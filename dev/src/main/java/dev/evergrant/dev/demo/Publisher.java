package dev.evergrant.dev.demo;

import dev.evergrant.contracts.AuthorizationCompleted;
import dev.evergrant.contracts.AuthorizationWithdrawn;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.SealedCode;
import dev.evergrant.contracts.TokenRejected;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.contracts.Topics;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a frontend and a subscriber say to Evergrant. Each method returns when Kafka has the event,
 * and throws a {@link org.apache.kafka.common.KafkaException} if it does not get it. Safe for any
 * thread.
 *
 * @param app the app's configured name
 * @param scope what was asked for, space-separated
 * @param redirectUri where the provider sends users back to
 * @param seal encrypts codes to the worker, so that nobody can read them in Kafka
 * @param send hands a record to Kafka and waits for the acknowledgement
 */
record Publisher(
    String app,
    String scope,
    String redirectUri,
    Nonces nonces,
    InstantSource clock,
    CloudEventCodec codec,
    Seal seal,
    Consumer<ProducerRecord<String, byte[]>> send) {

  private static final String FRONTEND = "/demo/frontend";
  private static final String SUBSCRIBER = "/demo/subscriber";

  /**
   * A user came back with a code. The state is random, so that the event has to name the
   * environment; the person is not named, because the frontend has not been told who it is.
   */
  void authorized(PendingAuthorization pending, String code) {
    var data =
        new AuthorizationCompleted(
            app,
            pending.environment(),
            pending.subject(),
            null,
            seal.seal(new SealedCode(code, pending.verifier())),
            redirectUri,
            null,
            null,
            scope,
            null);
    var connection = new ConnectionId(app, pending.environment(), pending.subject());
    publish(
        Topics.AUTHORIZATIONS,
        connection.toString(),
        FRONTEND,
        EventTypes.AUTHORIZATION_COMPLETED,
        data);
  }

  /** A user no longer wants the app to act for them. */
  void withdrawn(TokenUpdate connection) {
    var data =
        new AuthorizationWithdrawn(
            connection.app(), connection.environment(), connection.subject());
    publish(
        Topics.AUTHORIZATIONS,
        connection.connection(),
        FRONTEND,
        EventTypes.AUTHORIZATION_WITHDRAWN,
        data);
  }

  /** The provider's API did not take this version's access token. */
  void rejected(TokenUpdate connection) {
    publish(
        Topics.TOKEN_REPORTS,
        connection.connection(),
        SUBSCRIBER,
        EventTypes.TOKEN_REJECTED,
        new TokenRejected(connection.connection(), connection.version()));
  }

  private void publish(String topic, String key, String source, String type, Object data) {
    send.accept(
        codec.write(topic, key, codec.event(nonces.next(), source, type, clock.instant(), data)));
  }
}
