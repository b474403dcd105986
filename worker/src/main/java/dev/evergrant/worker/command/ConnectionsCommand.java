package dev.evergrant.worker.command;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.config.InvalidConfig;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.Inspection;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code connections list|show|history}: what is there, and why it is as it is. */
@Command(
    name = "connections",
    description = "Shows what is there and why it is as it is.",
    mixinStandardHelpOptions = true)
public final class ConnectionsCommand {
  @Spec private @Nullable CommandSpec spec;

  @Command(name = "list", description = "Lists connections.", mixinStandardHelpOptions = true)
  int list(
      @Mixin ConfigFile config,
      @Option(names = "--app", description = "Only this app's.") @Nullable String app,
      @Option(names = "--status", description = "Only active or only revoked ones.")
          @Nullable String status,
      @Option(names = "--limit", defaultValue = "100", description = "At most so many; 100.")
          int limit)
      throws InvalidConfig {
    return look(
        config,
        inspection -> {
          var rows = inspection.list(app, status, limit);
          Output.columns(Output.out(spec), rows.stream().map(Inspection.Line::columns).toList());
          if (rows.size() == limit) {
            Output.out(spec).println("There may be more; see --limit, --app and --status.");
          }
          return 0;
        });
  }

  @Command(
      name = "show",
      description = "Shows one connection's state.",
      mixinStandardHelpOptions = true)
  int show(@Mixin ConfigFile config, @Parameters(paramLabel = "ID") String id)
      throws InvalidConfig {
    String name = ConnectionId.parse(id).toString();
    return look(
        config,
        inspection -> {
          Map<String, String> state = inspection.show(name);
          if (state.isEmpty()) {
            Output.err(spec).println("There is no connection " + name + ".");
            return 1;
          }
          Output.columns(
              Output.out(spec),
              state.entrySet().stream()
                  .map(entry -> List.of(entry.getKey(), entry.getValue()))
                  .toList());
          return 0;
        });
  }

  @Command(
      name = "history",
      description = "Shows what happened to one connection, oldest first.",
      mixinStandardHelpOptions = true)
  int history(
      @Mixin ConfigFile config,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--limit", defaultValue = "50", description = "The last so many; 50.")
          int limit)
      throws InvalidConfig {
    String name = ConnectionId.parse(id).toString();
    return look(
        config,
        inspection -> {
          var happened = inspection.history(name, limit);
          if (happened.isEmpty()) {
            Output.err(spec).println("Nothing is known about " + name + ".");
            return 1;
          }
          Output.columns(Output.out(spec), happened);
          return 0;
        });
  }

  private static int look(ConfigFile config, ToIntFunction<Inspection> look) throws InvalidConfig {
    try (Database database = Database.open(config.read().database(), 1)) {
      return look.applyAsInt(new Inspection(database.jdbi()));
    }
  }
}
