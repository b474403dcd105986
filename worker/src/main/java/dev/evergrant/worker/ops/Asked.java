package dev.evergrant.worker.ops;

import dev.evergrant.worker.store.Calendar.Place;
import dev.evergrant.worker.store.Calendar.Whose;
import dev.evergrant.worker.store.When;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to see of the calendar, as it stands in a page's address.
 *
 * @param days how many days the picture has, from today on
 * @param when whose list is wanted; null for the picture
 * @param after where the list goes on
 */
public record Asked(int days, @Nullable When when, Whose whose, Place after) {
  /** So many days are shown if nobody says otherwise. */
  public static final int USUAL_DAYS = 14;

  private static final int MOST_DAYS = 31;
  private static final List<String> KNOWN =
      List.of("days", "day", "app", "environment", "organization", "after");

  /**
   * @throws IllegalArgumentException with a sentence, if it cannot be shown
   */
  public Asked {
    if (days < 1 || days > MOST_DAYS) {
      throw new IllegalArgumentException("Ask for 1 to " + MOST_DAYS + " days.");
    }
  }

  /**
   * Reads the query of an address; what is left empty counts as left out.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong with it
   */
  static Asked parse(@Nullable String query) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : (query == null ? "" : query).split("&", -1)) {
      String[] parts = pair.split("=", 2);
      String name = decode(parts[0]);
      String value = parts.length == 2 ? decode(parts[1]).strip() : "";
      if (!value.isEmpty() && !KNOWN.contains(name)) {
        throw new IllegalArgumentException("Ask with " + String.join(", ", KNOWN) + " only.");
      }
      if (!value.isEmpty() && values.put(name, value) != null) {
        throw new IllegalArgumentException("Write " + name + " once.");
      }
    }
    String day = values.get("day");
    String after = values.get("after");
    return new Asked(
        days(values.get("days")),
        day == null ? null : When.parse(day),
        new Whose(values.get("app"), values.get("environment"), values.get("organization")),
        after == null ? Place.START : Place.parse(after));
  }

  private static int days(@Nullable String text) {
    try {
      return text == null ? USUAL_DAYS : Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException("Write days as a number.");
    }
  }

  /** The address's query, which reads as the same; empty or with its question mark. */
  String query() {
    StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    add(query, "days", days == USUAL_DAYS ? null : days);
    add(query, "day", when);
    add(query, "app", whose.app());
    add(query, "environment", whose.environment());
    add(query, "organization", whose.organization());
    add(query, "after", after.equals(Place.START) ? null : after);
    return query.toString();
  }

  private static void add(StringJoiner query, String name, @Nullable Object value) {
    if (value != null) {
      query.add(name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
    }
  }

  /** What to say of a picture without a connection. */
  public String nothing() {
    return "Nothing ends %s, and nothing has ended that is not authorized again."
        .formatted(days == 1 ? "today" : "in the next " + days + " days");
  }

  Asked with(@Nullable When other) {
    return new Asked(days, other, whose, Place.START);
  }

  Asked on(LocalDate day) {
    return with(new When.On(day));
  }

  Asked of(Whose others) {
    return new Asked(days, when, others, Place.START);
  }

  Asked from(Place place) {
    return new Asked(days, when, whose, place);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException("The address is not encoded properly.");
    }
  }
}
