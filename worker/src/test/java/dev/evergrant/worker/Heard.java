package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.contracts.Topics;
import dev.evergrant.contracts.UnacceptableEvent;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a subscriber, and whoever reads the alerts, has heard so far in a world. */
abstract class Heard {
  static final CloudEventCodec CODEC = new CloudEventCodec(1 << 20);
  static final RSAKey KEY = key();

  abstract Listener listener();

  private static RSAKey key() {
    try {
      return new RSAKeyGenerator(2048).keyID("reader-1").generate();
    } catch (JOSEException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /** All updates of a connection so far, oldest first, with their types. */
  List<Update> updates(ConnectionId connection) {
    return listener().records(Topics.TOKEN_UPDATES, connection.toString()).stream()
        .map(this::update)
        .toList();
  }

  /** All records so far that brought token updates of one type. */
  List<ConsumerRecord<String, byte[]>> updates(String type) {
    return listener().records(Topics.TOKEN_UPDATES, null).stream()
        .filter(record -> type.equals(Listener.header(record, "ce_type")))
        .toList();
  }

  /** When a connection's updates were published, by the broker's clock. */
  List<Instant> publishedAt(ConnectionId connection) {
    return listener().records(Topics.TOKEN_UPDATES, connection.toString()).stream()
        .map(record -> Instant.ofEpochMilli(record.timestamp()))
        .toList();
  }

  /** A token update and the type it came under. */
  record Update(String type, TokenUpdate data) {}

  Update update(ConsumerRecord<String, byte[]> record) {
    try {
      CloudEvent event = CODEC.read(record.headers(), record.value());
      return new Update(event.type(), CODEC.data(event, TokenUpdate.class));
    } catch (UnacceptableEvent problem) {
      throw new IllegalStateException(problem);
    }
  }

  /** The newest state of a connection that was heard of; fails if there is none yet. */
  Update newest(ConnectionId connection) {
    List<Update> updates = updates(connection);
    assertThat(updates).as("updates of " + connection).isNotEmpty();
    return updates.getLast();
  }

  /** Waits until a connection's newest state is active and has a version. */
  void awaitVersion(ConnectionId connection, long version) {
    eventually(
        () -> {
          TokenUpdate newest = newest(connection).data();
          assertThat(newest.version()).isEqualTo(version);
          assertThat(newest.status()).isEqualTo("active");
        });
  }

  /** Waits until a connection has ended. */
  void awaitEnd(ConnectionId connection, String reason) {
    eventually(() -> assertThat(newest(connection).data().reason()).isEqualTo(reason));
    assertThat(newest(connection).type()).isEqualTo(EventTypes.TOKEN_REVOKED);
    assertThat(newest(connection).data().accessTokens()).isEmpty();
  }

  /** The alerts of one type about a connection so far. */
  List<Alert> alerts(String type, ConnectionId connection) {
    return alerts(type).stream()
        .filter(record -> connection.toString().equals(record.key()))
        .map(this::alert)
        .toList();
  }

  /** All alerts so far, in order. */
  List<Alert> alerts() {
    return listener().records(Topics.ALERTS, null).stream().map(this::alert).toList();
  }

  Alert alert(ConsumerRecord<String, byte[]> record) {
    try {
      return CODEC.data(CODEC.read(record.headers(), record.value()), Alert.class);
    } catch (UnacceptableEvent problem) {
      throw new IllegalStateException(problem);
    }
  }

  /** The alerts of one type so far. */
  List<ConsumerRecord<String, byte[]>> alerts(String type) {
    return listener().records(Topics.ALERTS, null).stream()
        .filter(record -> type.equals(Listener.header(record, "ce_type")))
        .toList();
  }

  /** Opens the subscriber's access token in an update. */
  String accessToken(TokenUpdate update) {
    try {
      JWEObject jwe = JWEObject.parse(requireNonNull(update.accessTokens().get("crm-reader")));
      if (!jwe.getHeader().getAlgorithm().equals(JWEAlgorithm.RSA_OAEP_256)
          || !jwe.getHeader().getEncryptionMethod().equals(EncryptionMethod.A256GCM)) {
        throw new IllegalStateException("another algorithm: " + jwe.getHeader());
      }
      jwe.decrypt(new RSADecrypter(KEY));
      return jwe.getPayload().toString();
    } catch (ParseException | JOSEException problem) {
      throw new IllegalStateException(problem);
    }
  }
}
