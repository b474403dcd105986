package dev.evergrant.worker.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.evergrant.worker.store.Calendar.Item;
import dev.evergrant.worker.store.Picture;
import dev.evergrant.worker.store.Picture.Counts;
import dev.evergrant.worker.store.When;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The calendar as JSON, for programs; indented, because people read it too. */
public final class CalendarJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  private CalendarJson() {}

  /** Days on which nothing ends are left out. */
  private record Of(
      Instant now,
      LocalDate today,
      int days,
      List<Line> groups,
      long otherGroups,
      Sum others,
      Sum all) {}

  private record Line(
      String app, String environment, String organization, long ended, Map<String, Long> ends) {}

  private record Sum(long ended, Map<String, Long> ends) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Listed(String day, List<Connection> connections, @Nullable String after) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Connection(
      String connection,
      String app,
      String environment,
      String subject,
      String organization,
      @Nullable String userId,
      @Nullable String userEmail,
      String state,
      String reason,
      Instant at,
      int told,
      @Nullable String batch) {}

  /** The picture. */
  public static String of(Picture picture) {
    List<LocalDate> dates = picture.dates();
    List<Line> lines =
        picture.groups().entrySet().stream()
            .map(
                line ->
                    new Line(
                        line.getKey().app(),
                        line.getKey().environment(),
                        line.getKey().organization(),
                        line.getValue().ended(),
                        ends(line.getValue(), dates)))
            .toList();
    return write(
        new Of(
            picture.now(),
            picture.today(),
            picture.days(),
            lines,
            picture.otherGroups(),
            sum(picture.others(), dates),
            sum(picture.sum(), dates)));
  }

  /**
   * A list.
   *
   * @param more whether there are others after these
   */
  public static String of(When when, List<Item> items, boolean more) {
    return write(
        new Listed(
            when.toString(),
            items.stream().map(CalendarJson::connection).toList(),
            more ? items.getLast().place().toString() : null));
  }

  private static Sum sum(Counts counts, List<LocalDate> dates) {
    return new Sum(counts.ended(), ends(counts, dates));
  }

  private static Map<String, Long> ends(Counts counts, List<LocalDate> dates) {
    Map<String, Long> ends = new LinkedHashMap<>();
    for (int day = 0; day < dates.size(); day++) {
      if (counts.days().get(day) > 0) {
        ends.put(dates.get(day).toString(), counts.days().get(day));
      }
    }
    return ends;
  }

  private static Connection connection(Item item) {
    return new Connection(
        item.connection(),
        item.app(),
        item.environment(),
        item.subject(),
        item.organization(),
        item.userId(),
        item.userEmail(),
        item.state(),
        item.reason(),
        item.at(),
        item.told(),
        item.batch());
  }

  private static String write(Object value) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
  }
}
