package dev.evergrant.worker.store;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The days ahead at a glance: how many connections end, by group and day.
 *
 * @param now when it was made
 * @param days how many there are, today among them; they are UTC's
 * @param groups in the order of their names
 * @param otherGroups how many groups beside these there are …
 * @param others … and the sum of them
 */
public record Picture(
    Instant now, int days, Map<Group, Counts> groups, long otherGroups, Counts others) {

  /** What shares a line. */
  public record Group(String app, String environment, String organization) {}

  /**
   * Numbers of connections.
   *
   * @param ended have ended, or should have before today, and nobody has authorized them again
   * @param days will end on each of the days, today first
   */
  public record Counts(long ended, List<Long> days) {

    /** All of them. */
    public long total() {
      return ended + days.stream().mapToLong(Long::longValue).sum();
    }

    private Counts plus(Counts more) {
      return new Counts(
          ended + more.ended,
          IntStream.range(0, days.size())
              .mapToObj(day -> days.get(day) + more.days.get(day))
              .toList());
    }
  }

  /**
   * Connections of one group that end on one day.
   *
   * @param group null for all groups that are not told apart
   * @param day from 0 for today; null if they have ended
   * @param allGroups how many groups there are altogether
   */
  record Cell(@Nullable Group group, @Nullable Integer day, long connections, long allGroups) {

    private Counts counts(int days) {
      List<Long> byDay = new ArrayList<>(Collections.nCopies(days, 0L));
      if (day == null) {
        return new Counts(connections, List.copyOf(byDay));
      }
      byDay.set(day, connections);
      return new Counts(0, List.copyOf(byDay));
    }
  }

  /** Puts the cells where they belong; they come in the order of their groups. */
  static Picture of(Instant now, int days, List<Cell> cells) {
    Map<Group, Counts> groups = new LinkedHashMap<>();
    Counts others = new Counts(0, Collections.nCopies(days, 0L));
    long allGroups = 0;
    for (Cell cell : cells) {
      allGroups = cell.allGroups();
      if (cell.group() == null) {
        others = others.plus(cell.counts(days));
      } else {
        groups.merge(cell.group(), cell.counts(days), Counts::plus);
      }
    }
    return new Picture(
        now, days, Collections.unmodifiableMap(groups), allGroups - groups.size(), others);
  }

  /** The date of today. */
  public LocalDate today() {
    return now.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  /** The date of each of the days. */
  public List<LocalDate> dates() {
    return IntStream.range(0, days).mapToObj(today()::plusDays).toList();
  }

  /** The sum of all groups. */
  public Counts sum() {
    return groups.values().stream().reduce(others, Counts::plus);
  }
}
