package dev.evergrant.worker.store;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Which part of the calendar a list shows. Days are UTC's. */
public sealed interface When {

  /** What has ended, or should have before today, and is not authorized again. */
  record Ended() implements When {
    @Override
    public String toString() {
      return "ended";
    }
  }

  /** What ends on a day; of a day that is past, what ended on it. */
  record On(LocalDate day) implements When {
    @Override
    public String toString() {
      return day.toString();
    }
  }

  /**
   * Reads what {@code toString} writes.
   *
   * @throws IllegalArgumentException with a sentence that says what to write
   */
  static When parse(String text) {
    if (text.equals("ended")) {
      return new Ended();
    }
    try {
      return new On(LocalDate.parse(text));
    } catch (DateTimeException _) {
      throw new IllegalArgumentException(
          "Write a day as YYYY-MM-DD, or ended for what has ended and is not authorized again.");
    }
  }

  /**
   * The ends that belong to it.
   *
   * @param until exclusive
   * @param ended whether it holds what has ended or what will end; today has both, and shows what
   *     will end
   */
  record Span(Instant from, Instant until, boolean ended) {}

  /**
   * The ends that belong to it.
   *
   * @param today when today begins
   */
  default Span span(Instant today) {
    Duration day = Duration.ofDays(1);
    return switch (this) {
      case Ended _ -> new Span(Instant.EPOCH, today.plus(day), true);
      case On(LocalDate date) -> {
        Instant from = date.atStartOfDay().toInstant(ZoneOffset.UTC);
        yield new Span(from, from.plus(day), from.isBefore(today));
      }
    };
  }
}
