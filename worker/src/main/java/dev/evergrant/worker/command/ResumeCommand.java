package dev.evergrant.worker.command;

import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.worker.config.InvalidConfig;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.PauseRows;
import dev.evergrant.worker.work.OperatorPause;
import java.io.PrintWriter;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code resume}: ends the pause that {@code worker --start-paused} began. */
@Command(
    name = "resume",
    description = "Ends the pause that worker --start-paused began.",
    mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {
  @Mixin private final ConfigFile config = new ConfigFile();

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--release-held",
      description = {
        "Also let connections go that are held because Kafka has newer versions of them.",
        "Their refresh tokens may have been spent already; a provider that detects that ends them."
      })
  private boolean releaseHeld;

  @Override
  public Integer call() throws InvalidConfig {
    try (Database database = Database.open(config.read().database(), 2)) {
      OperatorPause pause =
          new OperatorPause(
              database.jdbi(),
              new PauseRows(),
              new OutboxRows(),
              new Messages(new CloudEventCodec(), UUID::randomUUID));
      OperatorPause.Ended ended = pause.end(releaseHeld);
      PrintWriter out = Output.out(spec);
      out.println(
          ended.resumed().isEmpty()
              ? "Nothing was paused by an operator."
              : "Resumed " + String.join(", ", ended.resumed()) + ".");
      if (releaseHeld) {
        out.println(ended.released() + " held connections are let go.");
      }
    }
    return 0;
  }
}
