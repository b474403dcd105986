package dev.evergrant.worker.ops;

import static dev.evergrant.worker.ops.Html.escape;
import static dev.evergrant.worker.ops.Html.foreign;
import static dev.evergrant.worker.ops.Html.link;

import dev.evergrant.worker.store.Calendar.Item;
import dev.evergrant.worker.store.Calendar.Whose;
import dev.evergrant.worker.store.When;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The connections behind a day, or those that have ended, a page at a time. */
final class ListPage {
  private static final DateTimeFormatter LONG_DAY =
      DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy", Locale.ENGLISH);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ENGLISH);

  private ListPage() {}

  /**
   * @param more whether there are others after these
   */
  static String of(List<Item> items, boolean more, Asked asked, When when) {
    String title = title(when);
    StringBuilder html = new StringBuilder();
    html.append("<p class=\"up\">")
        .append(link("/reauthorizations" + asked.with(null).query(), "All days"))
        .append("</p>\n<h1>")
        .append(escape(title))
        .append("</h1>\n<p>")
        .append(whose(asked.whose()))
        .append(" Times are in UTC.</p>\n")
        .append(neighbours(asked, when));
    if (items.isEmpty()) {
      html.append("<p class=\"empty\">Nobody has to authorize anything here.</p>\n");
    } else {
      table(html, items, title);
    }
    html.append("<p class=\"more\">");
    if (more) {
      Asked next = asked.from(items.getLast().place());
      html.append(link("/reauthorizations" + next.query(), "The next " + items.size())).append(" ");
    }
    html.append(link("/reauthorizations.json" + asked.query(), "The same as JSON")).append("</p>");
    return Html.page(title, html.toString());
  }

  private static String title(When when) {
    return switch (when) {
      case When.Ended _ -> "Ended and not authorized again";
      case When.On(LocalDate day) -> "Ends on " + LONG_DAY.format(day);
    };
  }

  private static String whose(Whose whose) {
    StringJoiner parts = new StringJoiner(", ", "Only ", ".").setEmptyValue("Everybody's.");
    add(parts, "app", whose.app());
    add(parts, "environment", whose.environment());
    add(parts, "organization", whose.organization());
    return parts.toString();
  }

  private static void add(StringJoiner parts, String what, @Nullable String value) {
    if (value != null) {
      parts.add(what + " <b>" + foreign(value) + "</b>");
    }
  }

  private static String neighbours(Asked asked, When when) {
    return switch (when) {
      case When.Ended _ -> "";
      case When.On(LocalDate day) ->
          "<nav aria-label=\"Days\">"
              + link("/reauthorizations" + asked.on(day.minusDays(1)).query(), "The day before")
              + " "
              + link("/reauthorizations" + asked.on(day.plusDays(1)).query(), "The day after")
              + "</nav>\n";
    };
  }

  private static void table(StringBuilder html, List<Item> items, String title) {
    html.append("<div class=\"wide\" role=\"region\" aria-labelledby=\"what\" tabindex=\"0\">\n")
        .append("<table class=\"list\">\n<caption id=\"what\">")
        .append(escape(title))
        .append(
            """
            </caption>
            <thead>
            <tr><th scope="col">Connection</th><th scope="col">User</th>
            <th scope="col">Organization</th><th scope="col">When</th><th scope="col">Why</th>
            <th scope="col">State</th><th scope="col">Told</th><th scope="col">Last batch</th></tr>
            </thead>
            <tbody>
            """);
    for (Item item : items) {
      html.append("<tr><th scope=\"row\">")
          .append(foreign(item.app() + "/" + item.environment() + "/"))
          .append("<b>")
          .append(foreign(item.subject()))
          .append("</b></th><td>")
          .append(user(item))
          .append("</td><td>")
          .append(foreign(item.organization()))
          .append("</td><td class=\"time\">")
          .append(TIME.format(item.at().atOffset(ZoneOffset.UTC)))
          .append("</td><td>")
          .append(escape(item.reason().replace('_', ' ')))
          .append("</td><td>")
          .append(escape(item.state()))
          .append("</td><td>")
          .append(told(item.told()))
          .append("</td><td class=\"id\">")
          .append(item.batch() == null ? "none" : escape(item.batch()))
          .append("</td></tr>\n");
    }
    html.append("</tbody>\n</table>\n</div>\n");
  }

  private static String user(Item item) {
    if (item.userEmail() != null) {
      return foreign(item.userEmail());
    }
    return item.userId() == null ? "unknown" : foreign(item.userId());
  }

  private static String told(int times) {
    return switch (times) {
      case 0 -> "not yet";
      case 1 -> "once";
      default -> times + " times";
    };
  }
}
