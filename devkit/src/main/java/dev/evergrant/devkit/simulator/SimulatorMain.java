package dev.evergrant.devkit.simulator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The simulator as a process of its own. Each flag {@code --some-name} has a variable {@code
 * SIMULATOR_SOME_NAME}:
 *
 * <p>{@code --host localhost}, {@code --port 8090}, {@code --data DIRECTORY}, {@code
 * --history-limit 100000}, {@code --redirect-uri URI[,URI…]}, {@code --development-secret TEXT},
 * {@code --production-secret TEXT}, {@code --token-lifetime 2h}, {@code --code-lifetime 10m},
 * {@code --refresh-token-lifetime 14d}, {@code --mint-spacing 60s}, {@code --rotation
 * strict|grace|until_new_used|reusable}, {@code --rotation-grace 30s}, {@code
 * --family-revoked-on-reuse true}, {@code --development-grant-lifetime 7d}, {@code
 * --free-users-of-owner 10}, {@code --refresh-tokens-kept 100}, {@code --revocation false}.
 */
public final class SimulatorMain {
  private static final int PORT = 8090;

  private SimulatorMain() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    OutreachSimulator.Options options;
    try {
      options = options(arguments, System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    var simulator = OutreachSimulator.start(options);
    System.out.println("ready simulator " + simulator.baseUrl());
    Thread.currentThread().join();
  }

  /**
   * Every setting, from flags and variables.
   *
   * @throws IllegalArgumentException on a wrong or unknown flag
   */
  static OutreachSimulator.Options options(String[] arguments, Map<String, String> variables) {
    var flags = new Flags(arguments, variables);
    var options =
        OutreachSimulator.Options.defaults()
            .withHost(flags.get("host").orElse("localhost"))
            .withPort(flags.get("port").map(Integer::parseInt).orElse(PORT))
            .withSettings(settings -> settings(flags, settings));
    if (flags.get("history-limit").isPresent()) {
      options = options.withHistoryLimit(Integer.parseInt(flags.get("history-limit").get()));
    }
    if (flags.get("data").isPresent()) {
      options = options.withDirectory(Path.of(flags.get("data").get()));
    }
    flags.refuseUnknown();
    return options;
  }

  private static Settings settings(Flags flags, Settings settings) {
    return new FlaggedSettings(flags, settings)
        .with("redirect-uri", Function.identity(), SimulatorMain::redirectUris)
        .with("development-secret", Function.identity(), secretOf(Environment.DEVELOPMENT))
        .with("production-secret", Function.identity(), secretOf(Environment.PRODUCTION))
        .with("token-lifetime", Durations::parse, Settings::withTokenLifetime)
        .with("code-lifetime", Durations::parse, Settings::withCodeLifetime)
        .with("refresh-token-lifetime", Durations::parse, Settings::withRefreshTokenLifetime)
        .with("mint-spacing", Durations::parse, Settings::withMintSpacing)
        .with("rotation", Rotation::of, Settings::withRotation)
        .with("rotation-grace", Durations::parse, Settings::withRotationGrace)
        .with("family-revoked-on-reuse", Boolean::valueOf, Settings::withFamilyRevokedOnReuse)
        .with(
            "development-grant-lifetime", Durations::parse, Settings::withDevelopmentGrantLifetime)
        .with("free-users-of-owner", Integer::valueOf, Settings::withFreeUsersOfOwner)
        .with("refresh-tokens-kept", Integer::valueOf, Settings::withRefreshTokensKept)
        .with("revocation", Boolean::valueOf, Settings::withRevocation)
        .settings();
  }

  private record FlaggedSettings(Flags flags, Settings settings) {

    <T> FlaggedSettings with(
        String name, Function<String, T> parse, BiFunction<Settings, T, Settings> change) {
      return flags
          .get(name)
          .map(text -> new FlaggedSettings(flags, change.apply(settings, parse.apply(text))))
          .orElse(this);
    }
  }

  private static Settings redirectUris(Settings settings, String uris) {
    Set<String> all = Set.copyOf(Arrays.asList(uris.split(",", -1)));
    return settings.withApps(
        settings.apps().stream().map(app -> app.withRedirectUris(all)).toList());
  }

  private static BiFunction<Settings, String, Settings> secretOf(Environment environment) {
    return (settings, secret) ->
        settings.withApps(
            settings.apps().stream()
                .map(app -> app.environment() == environment ? app.withSecret(secret) : app)
                .toList());
  }
}
