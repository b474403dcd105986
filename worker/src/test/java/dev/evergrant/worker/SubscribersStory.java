package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.evergrant.contracts.AuthorizationCompleted;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.worker.config.ConfigReader;
import dev.evergrant.worker.config.InvalidConfig;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may open which access tokens, and what becomes of it when subscribers change. */
class SubscribersStory {
  private static final ECKey ANNA = key();
  private static final ECKey ANNAS_NEW = key();
  private static final ECKey BERT = key();
  private static final ECKey BOTH = key();

  private final World world = new World();
  private final List<Worker> workers = new ArrayList<>();

  @AfterEach
  void closeTheWorld() {
    workers.forEach(Worker::close);
    world.close();
  }

  @Test
  void aSubscriberOpensTokensOfItsAppsAndOfNoOther() {
    // Given
    Worker worker =
        start(
            subscriber("anna", ANNA, "crm-sync"),
            subscriber("bert", BERT, "crm-reports"),
            subscriber("both", BOTH, "crm-sync, crm-reports"));
    // When
    ConnectionId sync = connect("crm-sync", "user-1");
    ConnectionId reports = connect("crm-reports", "user-1");
    world.awaitVersion(sync, 1);
    world.awaitVersion(reports, 1);
    world.advance(Duration.ofHours(2));
    world.awaitVersion(sync, 2);
    world.awaitVersion(reports, 2);
    // Then
    for (TokenUpdate update : updates(sync)) {
      assertThat(update.accessTokens()).containsOnlyKeys("anna", "both");
      assertThat(readers(update)).containsExactly(ANNA, BOTH);
    }
    for (TokenUpdate update : updates(reports)) {
      assertThat(update.accessTokens()).containsOnlyKeys("bert", "both");
      assertThat(readers(update)).containsExactly(BERT, BOTH);
    }
    stop(worker);
  }

  @Test
  void aChangeOfSubscribersReachesAllConnectionsThatAreThere() {
    // Given
    Worker before = start(subscriber("anna", ANNA, "crm-sync"));
    List<ConnectionId> connections = world.connectMany(450, Environment.PRODUCTION);
    ConnectionId elsewhere = connect("crm-reports", "user-1");
    eventually(() -> assertThat(world.updates(EventTypes.TOKEN_ISSUED)).hasSize(451));

    // When one is added
    stop(before);
    Worker added =
        start(subscriber("anna", ANNA, "crm-sync"), subscriber("bert", BERT, "crm-sync"));
    // Then
    awaitReaders(connections, ANNA, BERT);

    // When one has a new key, and one is removed
    stop(added);
    Worker changed = start(subscriber("anna", ANNAS_NEW, "crm-sync"));
    // Then
    awaitReaders(connections, ANNAS_NEW);
    assertThat(world.newest(connections.getFirst()).data().accessTokens()).containsOnlyKeys("anna");

    // When the worker starts once more as it was
    stop(changed);
    start(subscriber("anna", ANNAS_NEW, "crm-sync"));
    connect("crm-reports", "user-2");
    world.awaitVersion(connection("crm-reports", "user-2"), 1);
    // Then nothing is said again
    assertThat(connections).allMatch(one -> updates(one).size() == 3);
    assertThat(updates(elsewhere)).hasSize(1);
    // And the provider was not asked for any of it
    assertThat(world.seen("exchange")).hasSize(452);
    assertThat(world.seen("refresh")).isEmpty();
  }

  @Test
  void whileWorkersDifferNothingIsStatedAndWhenTheOldOnesAreGoneEverythingIs() {
    // Given
    Worker old = start(subscriber("anna", ANNA, "crm-sync"));
    List<ConnectionId> connections = world.connectMany(20, Environment.PRODUCTION);
    eventually(() -> assertThat(world.updates(EventTypes.TOKEN_ISSUED)).hasSize(20));
    // When
    start(subscriber("bert", BERT, "crm-sync"));
    // Both work, each with its own subscribers.
    world.advance(Duration.ofHours(2));
    connections.forEach(one -> world.awaitVersion(one, 2));
    // Then
    assertThat(connections).allMatch(one -> updates(one).size() == 2);
    // When
    stop(old);
    // Then
    eventually(() -> assertThat(connections).allMatch(one -> updates(one).size() == 3));
    awaitReaders(connections, BERT);
  }

  private void awaitReaders(List<ConnectionId> connections, ECKey... keys) {
    eventually(
        () -> {
          for (ConnectionId connection : connections) {
            TokenUpdate newest = world.newest(connection).data();
            assertThat(readers(newest)).containsExactly(keys);
          }
        });
  }

  private List<TokenUpdate> updates(ConnectionId connection) {
    return world.updates(connection).stream().map(Heard.Update::data).toList();
  }

  /** Those keys that open anything at all in an update, whatever name it is under. */
  private static List<ECKey> readers(TokenUpdate update) {
    return List.of(ANNA, ANNAS_NEW, BERT, BOTH).stream()
        .filter(key -> update.accessTokens().values().stream().anyMatch(jwe -> opens(jwe, key)))
        .toList();
  }

  private static boolean opens(String sealed, ECKey key) {
    try {
      JWEObject jwe = JWEObject.parse(sealed);
      jwe.decrypt(new ECDHDecrypter(key));
      return !jwe.getPayload().toString().isEmpty();
    } catch (JOSEException notItsKey) {
      return false;
    } catch (ParseException problem) {
      throw new IllegalStateException(problem);
    }
  }

  private ConnectionId connect(String app, String user) {
    AuthorizationCompleted data =
        world.completed(user, Environment.PRODUCTION, world.consent(user, Environment.PRODUCTION));
    world.publish(
        new AuthorizationCompleted(
            app,
            data.environment(),
            data.subject(),
            data.code(),
            null,
            data.redirectUri(),
            null,
            null,
            data.scope(),
            data.user()));
    return connection(app, user);
  }

  private static ConnectionId connection(String app, String user) {
    return new ConnectionId(app, "production", user);
  }

  private static String subscriber(String name, ECKey key, String apps) {
    return "  %s: { key: '%s', apps: [%s] }\n"
        .formatted(name, key.toPublicJWK().toJSONString(), apps);
  }

  /** A worker with a second app, and these subscribers instead of the world's own. */
  private Worker start(String... subscribers) {
    String yaml =
        world
            .yaml()
            .replaceFirst("(?m)^  crm-reader: .*\n", String.join("", subscribers))
            .replaceFirst(
                "(?m)^apps:\n",
                """
                apps:
                  crm-reports:
                    provider: outreach
                    organization: acme
                    scopes: [users.read]
                    credentials:
                      production:
                        clientId: crm-sync-prod
                        clientSecret: "%s"
                        redirectUris: ["%s"]
                """
                    .formatted(world.secret(Environment.PRODUCTION), World.REDIRECT_URI));
    try {
      Worker worker = Worker.start(ConfigReader.read(yaml, Path.of("."), Map.of()), _ -> {});
      workers.add(worker);
      return worker;
    } catch (InvalidConfig problem) {
      throw new IllegalStateException(problem);
    }
  }

  private void stop(Worker worker) {
    workers.remove(worker);
    worker.close();
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).generate();
    } catch (JOSEException problem) {
      throw new IllegalStateException(problem);
    }
  }
}
