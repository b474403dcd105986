package dev.evergrant.dev;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.evergrant.devkit.services.EmbeddedPostgres;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.worker.config.Durations;
import dev.evergrant.worker.config.Keysets;
import dev.evergrant.worker.config.SealingKeys;
import dev.evergrant.worker.config.SealingKeys.Kind;
import dev.evergrant.worker.lifecycle.Secret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The directory {@code .evergrant}: all data of {@code dev}, and its secrets, which it makes by
 * itself and keeps. One {@code dev} at a time uses it.
 */
final class DevDirectory {
  static final String SUBSCRIBER = "demo";

  private final Path directory;

  // Held until the process ends; the operating system lets go of it even after a kill.
  @SuppressWarnings("UnusedVariable")
  private final FileChannel lock;

  private DevDirectory(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Opens it, and empties it first if a fresh start is wanted.
   *
   * @throws IOException if another {@code dev} uses it
   */
  static DevDirectory open(Path home, boolean fresh) throws IOException {
    Path directory = home.resolve(".evergrant").toAbsolutePath();
    Files.createDirectories(directory);
    Path lockFile = directory.resolve("lock");
    FileChannel lock =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock.tryLock() == null) {
      throw new IOException("./evergrant dev is running already; it uses " + directory + ".");
    }
    DevDirectory opened = new DevDirectory(directory, lock);
    if (fresh) {
      EmbeddedPostgres.stopLeftover(opened.postgres());
      opened.empty(lockFile);
    }
    return opened;
  }

  private void empty(Path except) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      if (!file.equals(except) && !file.equals(directory)) {
        Files.delete(file);
      }
    }
  }

  Path kafka() {
    return directory.resolve("kafka");
  }

  Path postgres() {
    return directory.resolve("postgres");
  }

  Path simulator() {
    return directory.resolve("simulator");
  }

  String databasePassword() throws IOException {
    return secret("database-password", () -> UUID.randomUUID().toString());
  }

  /** The private key of the subscriber {@code demo}. */
  RSAKey subscriberKey() throws IOException {
    String key =
        secret(
            SUBSCRIBER + "-subscriber.jwk",
            () -> {
              try {
                return new RSAKeyGenerator(2048)
                    .keyID(SUBSCRIBER + "-1")
                    .keyUse(KeyUse.ENCRYPTION)
                    .generate()
                    .toJSONString();
              } catch (JOSEException problem) {
                throw new IllegalStateException("Every JDK makes RSA keys", problem);
              }
            });
    try {
      return RSAKey.parse(key);
    } catch (ParseException problem) {
      throw new IOException(
          directory.resolve(SUBSCRIBER + "-subscriber.jwk") + " is damaged; start with --fresh.");
    }
  }

  /** The private key that the worker opens codes with. */
  Secret sealingKey() throws IOException {
    return new Secret(secret("sealing.jwk", () -> SealingKeys.generate(Kind.EC).reveal()));
  }

  /** Writes the configuration that the worker, and every other command, then reads. */
  Path writeConfig(DevSettings settings, DevServices services) throws IOException {
    secret("keyset.json", () -> Keysets.generate().reveal());
    for (Environment environment : Environment.values()) {
      write(
          environment.wireName() + "-secret",
          services.simulator().settings().app(environment).orElseThrow().clientSecret());
    }
    write(SUBSCRIBER + "-subscriber.pub.jwk", subscriberKey().toPublicJWK().toJSONString());
    var _ = sealingKey();
    DevSettings.Alerts alerts = settings.alerts();
    return write(
        "evergrant.yaml",
        """
        # Written by ./evergrant dev at every start.
        kafka: { bootstrapServers: "%s" }
        database: { url: "%s", user: %s, password: "${file:database-password}" }
        encryption: { keyset: "${file:keyset.json}" }
        sealing: { keys: ["${file:sealing.jwk}"] }
        apps:
          crm-sync:
            provider: outreach
            organization: acme
            scopes: [users.read]
            credentials:
              production:
                clientId: crm-sync-prod
                clientSecret: "${file:production-secret}"
                redirectUris: ["%s"]
              development:
                clientId: crm-sync-dev
                clientSecret: "${file:development-secret}"
                redirectUris: ["%s"]
                states: [dev]
        subscribers:
        %s
        providers:
          outreach:
            authorizeUrl: %s
            tokenUrl: %s
            accessTokenLifetime: %s
            mintSpacing: %s
            rotation: strict
            development: { freeUsersOfOwner: 10, lifetime: %s }
        alerts: { every: %s, ahead: %s, remindEvery: %s, letGoAfter: %s }
        pages: { port: %d }
        """
            .formatted(
                services.kafka().bootstrapServers(),
                services.database().jdbcUrl(),
                services.database().user(),
                String.join("\", \"", settings.redirectUris()),
                String.join("\", \"", settings.redirectUris()),
                subscribers(settings.furtherSubscribers()),
                services.simulator().authorizeUrl(),
                services.simulator().tokenUrl(),
                Durations.format(settings.tokenLifetime()),
                Durations.format(settings.mintSpacing()),
                Durations.format(settings.developmentGrantLifetime()),
                Durations.format(alerts.every()),
                Durations.format(alerts.ahead()),
                Durations.format(alerts.remindEvery()),
                Durations.format(alerts.letGoAfter()),
                settings.port()));
  }

  /** The demo's and others, whose keys are where they were found. */
  private static String subscribers(Map<String, Path> further) {
    Stream<String> others =
        further.entrySet().stream()
            .map(other -> subscriber(other.getKey(), other.getValue().toAbsolutePath()));
    return Stream.concat(
            Stream.of(subscriber(SUBSCRIBER, Path.of(SUBSCRIBER + "-subscriber.pub.jwk"))), others)
        .collect(Collectors.joining("\n"));
  }

  private static String subscriber(String name, Path key) {
    return "  %s: { key: \"${file:%s}\", apps: [crm-sync] }".formatted(name, key);
  }

  /** What is made once and kept, readable by its owner only. */
  private String secret(String name, Supplier<String> make) throws IOException {
    Path file = directory.resolve(name);
    if (!Files.exists(file)) {
      write(name, make.get());
    }
    return Files.readString(file).strip();
  }

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return Files.writeString(file, text);
  }
}
