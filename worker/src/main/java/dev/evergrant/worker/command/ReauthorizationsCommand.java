package dev.evergrant.worker.command;

import dev.evergrant.worker.config.InvalidConfig;
import dev.evergrant.worker.ops.Asked;
import dev.evergrant.worker.ops.CalendarJson;
import dev.evergrant.worker.store.Calendar;
import dev.evergrant.worker.store.Calendar.Item;
import dev.evergrant.worker.store.Calendar.Place;
import dev.evergrant.worker.store.Calendar.Whose;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.When;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code reauthorizations}: what ends when, and for whom. */
@Command(
    name = "reauthorizations",
    description = {
      "Shows which connections end when unless a person authorizes them again, by app and"
          + " organization; with --day, each of them. Days are in UTC."
    },
    mixinStandardHelpOptions = true)
public final class ReauthorizationsCommand implements Callable<Integer> {
  private static final int MOST = 100_000;

  @Mixin private final ConfigFile config = new ConfigFile();

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--days", defaultValue = "14", description = "So many days, today first; 14.")
  private int days;

  @Option(
      names = "--day",
      paramLabel = "DATE",
      description =
          "List what ends on this day, such as 2026-12-01, or ended for what has ended and is not"
              + " authorized again.")
  private @Nullable String day;

  @Option(names = "--app", description = "Only this app's.")
  private @Nullable String app;

  @Option(names = "--environment", description = "Only production or only development.")
  private @Nullable String environment;

  @Option(names = "--organization", description = "Only this one's, or unknown.")
  private @Nullable String organization;

  @Option(
      names = "--limit",
      defaultValue = "200",
      description = "With --day: at most so many; 200.")
  private int limit;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() throws InvalidConfig {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("--limit is a number from 1 to " + MOST + ".");
    }
    When when = day == null ? null : When.parse(day);
    Asked asked = new Asked(days, when, new Whose(app, environment, organization), Place.START);
    try (Database database = Database.open(config.read().database(), 1)) {
      Calendar calendar = new Calendar(database.jdbi());
      if (when == null) {
        picture(calendar, asked);
      } else {
        list(calendar, when, asked);
      }
      return 0;
    }
  }

  private void picture(Calendar calendar, Asked asked) {
    PrintWriter out = Output.out(spec);
    var picture = calendar.picture(asked.whose(), asked.days());
    if (json) {
      out.print(CalendarJson.of(picture));
    } else if (picture.sum().total() == 0) {
      out.println(asked.nothing());
    } else {
      PictureText.of(picture).forEach(out::println);
    }
    out.flush();
  }

  private void list(Calendar calendar, When when, Asked asked) {
    PrintWriter out = Output.out(spec);
    List<Item> found = calendar.list(when, asked.whose(), asked.after(), limit + 1);
    boolean more = found.size() > limit;
    List<Item> shown = more ? found.subList(0, limit) : found;
    if (json) {
      out.print(CalendarJson.of(when, shown, more));
    } else {
      Output.columns(out, shown.stream().map(ReauthorizationsCommand::line).toList());
      if (shown.isEmpty()) {
        out.println("Nobody has to authorize anything there.");
      } else if (more) {
        out.println("There are more; see --limit, --app, --environment and --organization.");
      }
    }
    out.flush();
  }

  private static List<String> line(Item item) {
    String batch = item.batch();
    return List.of(
        item.connection(),
        user(item),
        item.organization(),
        item.at().toString(),
        item.reason(),
        item.state(),
        "told " + item.told() + (item.told() == 1 ? " time" : " times"),
        batch == null ? "" : "last in " + batch);
  }

  private static String user(Item item) {
    if (item.userEmail() != null) {
      return item.userEmail();
    }
    return item.userId() == null ? Calendar.UNKNOWN : item.userId();
  }
}
