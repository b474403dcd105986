package dev.evergrant.worker.command;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.config.InvalidConfig;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Incident;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.Inspection;
import dev.evergrant.worker.store.Inspection.Happened;
import dev.evergrant.worker.store.PauseRows;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code connections list|show|history|believe}: what is there, and why it is as it is. */
@Command(
    name = "connections",
    description = "Shows what is there and why it is as it is; believes refusals.",
    mixinStandardHelpOptions = true)
public final class ConnectionsCommand {
  @Spec private @Nullable CommandSpec spec;

  @Command(name = "list", description = "Lists connections.", mixinStandardHelpOptions = true)
  int list(
      @Mixin ConfigFile config,
      @Option(names = "--app", description = "Only this app's.") @Nullable String app,
      @Option(names = "--status", description = "Only active or only revoked ones.")
          @Nullable String status,
      @Option(names = "--held", description = "Only those that wait for an operator.") boolean held,
      @Option(names = "--limit", defaultValue = "100", description = "At most so many; 100.")
          int limit)
      throws InvalidConfig {
    return look(
        config,
        inspection -> {
          var rows = inspection.list(app, status, held, limit);
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
      description = {
        "Shows what happened to one connection, oldest first, and in the last line why it is as it"
            + " is.",
        "Columns: when, what, version, attempt, fingerprint of the secret that it spent, worker."
      },
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
          Output.columns(
              Output.out(spec), happened.stream().map(ConnectionsCommand::cells).toList());
          Output.out(spec).println(WhyItIsSo.inASentence(inspection.show(name), happened));
          return 0;
        });
  }

  @Command(
      name = "believe",
      description = {
        "Says that an app's users have really left, where unusually many are refused and it is"
            + " paused for that. For a day each one that the provider refuses is given up."
      },
      mixinStandardHelpOptions = true)
  int believe(
      @Mixin ConfigFile config,
      @Option(names = "--app", required = true, description = "The app.") String app,
      @Option(
              names = "--environment",
              defaultValue = "production",
              description = "Which of its environments; production.")
          String environment)
      throws InvalidConfig {
    Config read = config.read();
    App known = read.apps().get(app);
    if (known == null || !known.credentials().containsKey(environment)) {
      Output.err(spec).println("There is no app " + app + " with credentials for " + environment);
      return 1;
    }
    try (Database database = Database.open(read.database(), 1)) {
      database
          .jdbi()
          .useTransaction(
              handle -> new PauseRows().believe(handle, app, environment, Incident.BELIEF));
    }
    Output.out(spec)
        .println("The provider is believed about " + app + "/" + environment + " for a day.");
    return 0;
  }

  private static List<String> cells(Happened happened) {
    return List.of(
        happened.at().truncatedTo(ChronoUnit.MILLIS).toString(),
        happened.what(),
        happened.version() == null ? "" : "version " + happened.version(),
        happened.attempt() == null
            ? ""
            : "attempt " + happened.attempt().toString().substring(0, 8),
        happened.fingerprint() == null ? "" : "spent " + happened.fingerprint(),
        WhyItIsSo.worker(happened).toLowerCase(Locale.ROOT),
        happened.detail() == null ? "" : happened.detail());
  }

  private static int look(ConfigFile config, ToIntFunction<Inspection> look) throws InvalidConfig {
    try (Database database = Database.open(config.read().database(), 1)) {
      return look.applyAsInt(new Inspection(database.jdbi()));
    }
  }
}
