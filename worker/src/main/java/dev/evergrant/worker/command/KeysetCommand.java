package dev.evergrant.worker.command;

import dev.evergrant.worker.config.Keysets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code keyset}: a new key for encryption at rest. */
@Command(
    name = "keyset",
    description = {
      "Prints a new Tink keyset (AES-256-GCM) for encryption.keyset.",
      "Keep it where your secrets are kept, and keep a copy: without it no stored token can be"
          + " read."
    },
    mixinStandardHelpOptions = true)
public final class KeysetCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Output.out(spec).println(Keysets.generate().reveal());
    return 0;
  }
}
