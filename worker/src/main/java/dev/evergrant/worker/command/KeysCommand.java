package dev.evergrant.worker.command;

import dev.evergrant.worker.config.InvalidConfig;
import dev.evergrant.worker.config.SealingKeys;
import dev.evergrant.worker.lifecycle.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code keys}: the public keys that codes are sealed to, and new ones. */
@Command(
    name = "keys",
    description = {
      "Prints the worker's public keys, a JWK set: what frontends seal codes to, as sealing.keys"
          + " has them.",
      "Also makes key pairs, for the worker and for subscribers."
    },
    mixinStandardHelpOptions = true)
public final class KeysCommand implements Callable<Integer> {
  @Mixin private final ConfigFile config = new ConfigFile();

  @Spec private @Nullable CommandSpec spec;

  @ArgGroup private final Pair pair = new Pair();

  private static final class Pair {
    @Option(
        names = "--new",
        arity = "0..1",
        paramLabel = "EC|RSA",
        fallbackValue = "EC",
        description = "Print a new private key, one JWK, instead; EC (P-256) if left out.")
    private SealingKeys.@Nullable Kind kind;

    @Option(
        names = "--public",
        paramLabel = "FILE",
        description = "Print the public half of the JWK in a file instead.")
    private @Nullable Path file;
  }

  @Override
  public Integer call() throws InvalidConfig, IOException {
    Output.out(spec).println(text());
    return 0;
  }

  private String text() throws InvalidConfig, IOException {
    if (pair.kind != null) {
      return SealingKeys.generate(pair.kind).reveal();
    }
    return pair.file == null
        ? SealingKeys.publicSet(config.read().sealing().keys())
        : SealingKeys.publicHalf(new Secret(Files.readString(pair.file)));
  }
}
