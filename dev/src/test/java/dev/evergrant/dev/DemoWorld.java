package dev.evergrant.dev;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.evergrant.contracts.AuthorizationCompleted;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.SealedCode;
import dev.evergrant.contracts.UnacceptableEvent;
import dev.evergrant.dev.demo.DemoFrontend;
import dev.evergrant.devkit.services.Stack;
import dev.evergrant.devkit.simulator.AppCredentials;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.OutreachSimulator;
import dev.evergrant.worker.Clients;
import dev.evergrant.worker.Worker;
import dev.evergrant.worker.command.TopicSetup;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.config.ConfigReader;
import dev.evergrant.worker.config.Durations;
import dev.evergrant.worker.config.InvalidConfig;
import dev.evergrant.worker.config.Keysets;
import dev.evergrant.worker.config.SealingKeys;
import dev.evergrant.worker.config.SealingKeys.Kind;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.Migrations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** All that {@code ./evergrant dev} starts, on free ports, without the wait between two mints. */
final class DemoWorld implements AutoCloseable {
  private static final Secret SEALING_KEY = SealingKeys.generate(Kind.EC);

  private final Stack stack = Stack.shared();
  private final URI publicUrl = URI.create("http://localhost:" + freePort());
  private final OutreachSimulator outreach;
  private final Config config;
  private final DemoFrontend frontend;
  private final Worker worker;

  private final DevSettings settings;

  DemoWorld() {
    this(Duration.ofDays(7));
  }

  /** One in which development grants live so long, and alerts come in step with that. */
  DemoWorld(Duration developmentGrantLifetime) {
    settings =
        new DevSettings(
            publicUrl.getPort(),
            0,
            0,
            0,
            Duration.ofHours(2),
            developmentGrantLifetime,
            List.of(),
            Map.of());
    try {
      RSAKey key = new RSAKeyGenerator(2048).keyID("demo-1").generate();
      outreach =
          OutreachSimulator.start(
              OutreachSimulator.Options.defaults()
                  .withSettings(
                      outreachs ->
                          outreachs
                              .withMintSpacing(Duration.ZERO)
                              .withDevelopmentGrantLifetime(developmentGrantLifetime)
                              .withApps(
                                  List.of(
                                      app(Environment.PRODUCTION), app(Environment.DEVELOPMENT)))));
      config = config(key);
      TopicSetup.create(config.kafka(), 4);
      try (Database database = Database.open(config.database(), 2)) {
        Migrations.migrate(database.pool());
      }
      frontend =
          new DemoFrontend(
              new DemoFrontend.Setup(
                  Map.copyOf(config.kafka().properties()),
                  Objects.requireNonNull(config.apps().get("crm-sync")),
                  "demo",
                  key,
                  SealingKeys.publicHalf(SEALING_KEY),
                  URI.create(outreach.baseUrl()),
                  publicUrl,
                  InstantSource.system(),
                  new SecureRandom()));
      worker = Worker.start(config, frontend::addTo);
    } catch (IOException | SQLException | JOSEException problem) {
      throw new IllegalStateException(problem);
    }
  }

  private AppCredentials app(Environment environment) {
    return AppCredentials.crmSync(environment).withRedirectUris(Set.of(redirectUri()));
  }

  private Config config(RSAKey key) throws SQLException {
    String yaml =
        """
        kafka: { bootstrapServers: "%s" }
        database: { url: "%s", user: "%s", password: "%s" }
        encryption: { keyset: '%s' }
        sealing: { keys: ['%s'] }
        apps:
          crm-sync:
            provider: outreach
            organization: acme
            scopes: [users.read]
            credentials:
              production:
                { clientId: crm-sync-prod, clientSecret: "%s", redirectUris: ["%s"] }
              development:
                { clientId: crm-sync-dev, clientSecret: "%s", redirectUris: ["%s"], states: [dev] }
        subscribers:
          demo: { key: '%s', apps: [crm-sync] }
        providers:
          outreach:
            authorizeUrl: "%s"
            tokenUrl: "%s"
            mintSpacing: 0s
            development: { freeUsersOfOwner: 10, lifetime: %s }
        alerts: { every: %s, ahead: %s }
        pages: { port: %d }
        """
            .formatted(
                stack.bootstrapServers(),
                stack.freshDatabase(),
                stack.databaseUser(),
                stack.databasePassword(),
                Keysets.generate().reveal(),
                SEALING_KEY.reveal(),
                app(Environment.PRODUCTION).clientSecret(),
                redirectUri(),
                app(Environment.DEVELOPMENT).clientSecret(),
                redirectUri(),
                key.toPublicJWK().toJSONString(),
                outreach.authorizeUrl(),
                outreach.tokenUrl(),
                Durations.format(settings.developmentGrantLifetime()),
                Durations.format(settings.alerts().every()),
                Durations.format(settings.alerts().ahead()),
                publicUrl.getPort());
    try {
      return ConfigReader.read(yaml, Path.of("."), Map.of());
    } catch (InvalidConfig problem) {
      throw new IllegalStateException(problem);
    }
  }

  OutreachSimulator outreach() {
    return outreach;
  }

  /** What the frontend has sealed to the worker. */
  SealedCode opened(AuthorizationCompleted data) {
    try {
      JWEObject jwe = JWEObject.parse(Objects.requireNonNull(data.sealedCode()));
      jwe.decrypt(new ECDHDecrypter(ECKey.parse(SEALING_KEY.reveal())));
      return new CloudEventCodec().sealedCode(jwe.getPayload().toBytes());
    } catch (ParseException | JOSEException | UnacceptableEvent problem) {
      throw new IllegalStateException(problem);
    }
  }

  /** Of the demo frontend. */
  URI url(String path) {
    return publicUrl.resolve(path);
  }

  String redirectUri() {
    return url("/oauth/callback").toString();
  }

  /** All that is on a topic under a key by now. */
  List<ConsumerRecord<String, byte[]>> records(String topic, String key) {
    try (var consumer = new KafkaConsumer<String, byte[]>(Clients.reader(config.kafka()))) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records.stream().filter(record -> key.equals(record.key())).toList();
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
  }

  @Override
  public void close() {
    worker.close();
    frontend.close();
    try {
      outreach.close();
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
  }
}
