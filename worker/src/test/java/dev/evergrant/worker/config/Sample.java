package dev.evergrant.worker.config;

import static java.util.stream.Collectors.joining;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A valid configuration whose sections a test replaces. */
final class Sample {

  static final Map<String, String> ENVIRONMENT =
      Map.of("KEYSET", Keysets.generate().reveal(), "JWK", key().toPublicJWK().toJSONString());

  private static final List<String> SECTIONS =
      List.of(
          """
          kafka: { bootstrapServers: "localhost:9092" }
          """,
          """
          database: { url: "jdbc:postgresql://localhost:5432/evergrant", user: evergrant, password: pw }
          """,
          """
          encryption: { keyset: "${env:KEYSET}" }
          """,
          """
          apps:
            crm-sync:
              provider: outreach
              organization: acme
              scopes: [users.read]
              credentials:
                production: { clientId: p, clientSecret: ps, redirectUris: ["https://crm.example/cb"] }
                development: { clientId: d, clientSecret: ds, redirectUris: ["https://crm.example/cb"], states: [dev] }
          """,
          """
          subscribers:
            crm-reader: { key: "${env:JWK}", apps: [crm-sync] }
          """);

  private Sample() {}

  /** The sample, with sections of the same first words replaced and others added. */
  static String yaml(String... sections) {
    var all = new LinkedHashMap<String, String>();
    SECTIONS.forEach(section -> all.put(name(section), section));
    Arrays.stream(sections).forEach(section -> all.put(name(section), section));
    return all.values().stream().map(String::strip).collect(joining("\n", "", "\n"));
  }

  static Config read(String... sections) {
    try {
      return ConfigReader.read(yaml(sections), Path.of("."), ENVIRONMENT);
    } catch (InvalidConfig e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** Each written {@code path: message}; none if the configuration is valid. */
  static List<String> problems(String... sections) {
    return problemsOf(yaml(sections));
  }

  static List<String> problemsOf(String yaml) {
    try {
      ConfigReader.read(yaml, Path.of("."), ENVIRONMENT);
      return List.of();
    } catch (InvalidConfig e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }

  /** What the map has under a name that it must have. */
  static <T> T named(String name, Map<String, T> map) {
    return Objects.requireNonNull(map.get(name), name);
  }

  static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static String name(String section) {
    return section.substring(0, section.indexOf(':'));
  }
}
