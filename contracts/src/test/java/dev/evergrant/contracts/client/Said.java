package dev.evergrant.contracts.client;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.contracts.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** What the worker says of tokens. */
final class Said {
  static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  static final Instant EXPIRES = NOW.plusSeconds(7200);
  static final RSAKey RSA = rsa("reader-1");
  static final ECKey EC = ec();

  private Said() {}

  static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException problem) {
      throw new IllegalStateException(problem);
    }
  }

  private static ECKey ec() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("reader-ec").generate();
    } catch (JOSEException problem) {
      throw new IllegalStateException(problem);
    }
  }

  static String sealed(String token, JWK key) {
    var algorithm = key instanceof RSAKey ? JWEAlgorithm.RSA_OAEP_256 : JWEAlgorithm.ECDH_ES_A256KW;
    var header =
        new JWEHeader.Builder(algorithm, EncryptionMethod.A256GCM).keyID(key.getKeyID()).build();
    var jwe = new JWEObject(header, new Payload(token));
    try {
      jwe.encrypt(
          key instanceof RSAKey rsa ? new RSAEncrypter(rsa) : new ECDHEncrypter(key.toECKey()));
    } catch (JOSEException problem) {
      throw new IllegalStateException(problem);
    }
    return jwe.serialize();
  }

  static TokenUpdate active(String connection, long version, Map<String, String> tokens) {
    return update(connection, "active", version, null, EXPIRES, tokens);
  }

  static TokenUpdate update(
      String connection,
      String status,
      long version,
      @Nullable String reason,
      @Nullable Instant expiresAt,
      Map<String, String> tokens) {
    ConnectionId id = ConnectionId.parse(connection);
    return new TokenUpdate(
        connection,
        id.app(),
        id.environment(),
        id.subject(),
        "outreach",
        status,
        version,
        reason,
        "users.read",
        "Bearer",
        NOW,
        expiresAt,
        null,
        tokens);
  }

  /** A token of a connection, for the subscriber crm-reader. */
  static ProducerRecord<String, byte[]> refreshed(String connection, long version, String token) {
    return record(
        EventTypes.TOKEN_REFRESHED,
        active(connection, version, Map.of("crm-reader", sealed(token, RSA))));
  }

  static ProducerRecord<String, byte[]> issued(String connection, long version, String token) {
    return record(
        EventTypes.TOKEN_ISSUED,
        active(connection, version, Map.of("crm-reader", sealed(token, RSA))));
  }

  static ProducerRecord<String, byte[]> revoked(String connection, long version) {
    return record(
        EventTypes.TOKEN_REVOKED,
        update(connection, "revoked", version, "user_disconnected", null, Map.of()));
  }

  static ProducerRecord<String, byte[]> erased(String connection) {
    return new ProducerRecord<>(Topics.TOKEN_UPDATES, connection, null);
  }

  static ProducerRecord<String, byte[]> record(String type, TokenUpdate update) {
    var event = Place.CODEC.event(UUID.randomUUID().toString(), "/evergrant", type, NOW, update);
    return Place.CODEC.write(Topics.TOKEN_UPDATES, update.connection(), event);
  }
}
