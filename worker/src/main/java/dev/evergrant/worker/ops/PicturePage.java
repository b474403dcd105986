package dev.evergrant.worker.ops;

import static dev.evergrant.worker.ops.Html.escape;
import static dev.evergrant.worker.ops.Html.foreign;
import static dev.evergrant.worker.ops.Html.link;
import static dev.evergrant.worker.ops.Html.unseen;

import dev.evergrant.worker.store.Calendar.Whose;
import dev.evergrant.worker.store.Picture;
import dev.evergrant.worker.store.Picture.Counts;
import dev.evergrant.worker.store.Picture.Group;
import dev.evergrant.worker.store.When;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The picture as a table: a line for each organization, a column for each day. */
final class PicturePage {
  private static final DateTimeFormatter WEEKDAY = pattern("EEE");
  private static final DateTimeFormatter DAY = pattern("d MMM");
  private static final DateTimeFormatter LONG_DAY = pattern("EEEE d MMMM");
  private static final DateTimeFormatter TIME = pattern("yyyy-MM-dd HH:mm");

  private final Picture picture;
  private final Asked asked;
  private final StringBuilder html = new StringBuilder();

  private PicturePage(Picture picture, Asked asked) {
    this.picture = picture;
    this.asked = asked;
  }

  static String of(Picture picture, Asked asked) {
    return Html.page("Re-authorizations", new PicturePage(picture, asked).body());
  }

  private static DateTimeFormatter pattern(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
  }

  private String body() {
    html.append(
        """
        <h1>Re-authorizations</h1>
        <p>Connections that end unless a person authorizes them again. Days are in UTC; counted at
        <time>%s UTC</time>.</p>
        """
            .formatted(TIME.format(picture.now().atOffset(ZoneOffset.UTC))));
    html.append(filter());
    if (picture.sum().total() == 0) {
      html.append("<p class=\"empty\">").append(asked.nothing()).append("</p>\n");
    } else {
      table();
    }
    html.append("<p class=\"more\">")
        .append(link("/reauthorizations.json" + asked.query(), "The same as JSON"))
        .append("</p>");
    return html.toString();
  }

  private String filter() {
    return """
    <form action="/reauthorizations" method="get">
    <label>App <input name="app" value="%s" maxlength="100"></label>
    <label>Environment <input name="environment" value="%s" maxlength="40"></label>
    <label>Organization <input name="organization" value="%s" maxlength="320"></label>
    <label>Days <input name="days" type="number" min="1" max="31" value="%d"></label>
    <button>Show</button>
    </form>
    """
        .formatted(
            text(asked.whose().app()),
            text(asked.whose().environment()),
            text(asked.whose().organization()),
            asked.days());
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : escape(value);
  }

  private void table() {
    html.append("<div class=\"wide\" role=\"region\" aria-labelledby=\"what\" tabindex=\"0\">\n")
        .append("<table class=\"picture\">\n<caption id=\"what\">Connections by organization, and")
        .append(" the day on which they end</caption>\n");
    head();
    String before = "";
    for (Map.Entry<Group, Counts> line : picture.groups().entrySet()) {
      Group group = line.getKey();
      String name = group.app() + "/" + group.environment();
      if (!name.equals(before)) {
        html.append(before.isEmpty() ? "" : "</tbody>\n")
            .append("<tbody>\n<tr class=\"of\"><th scope=\"rowgroup\" colspan=\"")
            .append(picture.days() + 3)
            .append("\">")
            .append(foreign(name))
            .append("</th></tr>\n");
        before = name;
      }
      var whose = new Whose(group.app(), group.environment(), group.organization());
      line(foreign(group.organization()), group.organization(), line.getValue(), asked.of(whose));
    }
    html.append(before.isEmpty() ? "" : "</tbody>\n");
    if (picture.otherGroups() > 0) {
      html.append("<tbody>\n");
      line(picture.otherGroups() + " more groups, smaller ones", "", picture.others(), null);
      html.append("</tbody>\n");
    }
    html.append("<tfoot>\n");
    line("All", "all", picture.sum(), asked);
    html.append("</tfoot>\n</table>\n</div>\n");
  }

  private void head() {
    html.append("<thead>\n<tr><th scope=\"col\">Organization</th><th scope=\"col\">Ended</th>");
    for (LocalDate day : picture.dates()) {
      html.append("<th scope=\"col\"")
          .append(isWeekend(day) ? " class=\"weekend\"" : "")
          .append("><span>")
          .append(WEEKDAY.format(day))
          .append("</span> ")
          .append(DAY.format(day))
          .append("</th>");
    }
    html.append("<th scope=\"col\">Total</th></tr>\n</thead>\n");
  }

  private static boolean isWeekend(LocalDate day) {
    return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
  }

  /**
   * @param name HTML
   * @param whose the same as plain text, for the links
   * @param linked what the links ask for; null for no links
   */
  private void line(String name, String whose, Counts counts, @Nullable Asked linked) {
    html.append("<tr><th scope=\"row\">").append(name).append("</th>");
    Asked ended = linked == null ? null : linked.with(new When.Ended());
    cell("ended", counts.ended(), ended, whose + ", ended");
    List<LocalDate> dates = picture.dates();
    for (int i = 0; i < dates.size(); i++) {
      LocalDate day = dates.get(i);
      Asked on = linked == null ? null : linked.on(day);
      String kind = isWeekend(day) ? "day weekend" : "day";
      cell(kind, counts.days().get(i), on, whose + ", " + LONG_DAY.format(day));
    }
    html.append("<td class=\"total\">").append(number(counts.total())).append("</td></tr>\n");
  }

  private void cell(String kind, long count, @Nullable Asked linked, String what) {
    html.append("<td class=\"").append(kind).append(' ').append(shade(count)).append("\">");
    if (count > 0) {
      String number = number(count);
      html.append(
          linked == null
              ? number
              : link("/reauthorizations" + linked.query(), number + unseen(" of " + what)));
    }
    html.append("</td>");
  }

  /** One for each number of digits. */
  static String shade(long count) {
    return "s" + (count == 0 ? 0 : Math.min(5, Long.toString(count).length()));
  }

  static String number(long count) {
    return String.format(Locale.ENGLISH, "%,d", count);
  }
}
