package dev.evergrant.worker.config;

import dev.evergrant.worker.lifecycle.Profile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;

/** The providers that are built in, from {@code providers.yaml} beside this class. */
public final class Catalogue {

  private Catalogue() {}

  /** All built-in providers by name. */
  public static Map<String, Profile> builtIn() {
    var problems = new ArrayList<Problem>();
    var nothing = new Interpolation(Path.of(""), Map.of());
    var file = new Cursor(Yaml.read(resource(), problems), nothing, problems);
    var profiles = ProvidersReader.read(file.at("providers"), Map.of());
    file.refuseUnknownKeys();
    if (!problems.isEmpty()) {
      throw new IllegalStateException("The built-in catalogue is broken: " + problems);
    }
    return profiles;
  }

  private static String resource() {
    try (var yaml = Objects.requireNonNull(Catalogue.class.getResourceAsStream("providers.yaml"))) {
      return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
