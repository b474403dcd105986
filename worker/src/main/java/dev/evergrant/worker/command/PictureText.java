package dev.evergrant.worker.command;

import dev.evergrant.worker.store.Picture;
import dev.evergrant.worker.store.Picture.Counts;
import dev.evergrant.worker.store.Picture.Group;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The picture as text: a line for each organization, a column for each day. */
final class PictureText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMM", Locale.ENGLISH);
  private static final int NARROWEST = 3;

  private final List<Line> lines = new ArrayList<>();

  private record Line(String name, List<String> cells) {}

  private PictureText() {}

  static List<String> of(Picture picture) {
    PictureText text = new PictureText();
    text.add(picture);
    List<String> printed = new ArrayList<>();
    printed.add(
        "Connections that end unless a person authorizes them again; days in UTC, counted at %s."
            .formatted(TIME.format(picture.now().atOffset(ZoneOffset.UTC))));
    printed.add("");
    printed.addAll(text.aligned());
    return printed;
  }

  private void add(Picture picture) {
    heads(picture.dates());
    String before = "";
    for (Map.Entry<Group, Counts> line : picture.groups().entrySet()) {
      String name = line.getKey().app() + "/" + line.getKey().environment();
      if (!name.equals(before)) {
        lines.add(new Line(Output.printable(name), List.of()));
        before = name;
      }
      String organization = Output.printable(line.getKey().organization());
      lines.add(new Line("  " + organization, numbers(line.getValue())));
    }
    if (picture.otherGroups() > 0) {
      String name = picture.otherGroups() + " more groups, smaller ones";
      lines.add(new Line(name, numbers(picture.others())));
    }
    lines.add(new Line("all", numbers(picture.sum())));
  }

  private void heads(List<LocalDate> dates) {
    List<String> months = new ArrayList<>(List.of(""));
    List<String> days = new ArrayList<>(List.of("ended"));
    for (LocalDate date : dates) {
      boolean begins = months.size() == 1 || date.getDayOfMonth() == 1;
      months.add(begins ? MONTH.format(date) : "");
      days.add(Integer.toString(date.getDayOfMonth()));
    }
    days.add("total");
    lines.add(new Line("", months));
    lines.add(new Line("", days));
  }

  private static List<String> numbers(Counts counts) {
    List<String> cells = new ArrayList<>();
    cells.add(number(counts.ended()));
    counts.days().forEach(count -> cells.add(number(count)));
    cells.add(number(counts.total()));
    return cells;
  }

  private static String number(long count) {
    return count == 0 ? "." : Long.toString(count);
  }

  /** Names to the left, numbers to the right. */
  private List<String> aligned() {
    int ofNames = lines.stream().mapToInt(line -> line.name().length()).max().orElse(0);
    List<String> printed = new ArrayList<>();
    for (Line line : lines) {
      StringBuilder text = new StringBuilder(line.name());
      text.repeat(' ', ofNames - line.name().length());
      for (int i = 0; i < line.cells().size(); i++) {
        String cell = line.cells().get(i);
        text.repeat(' ', width(i) - cell.length() + 1).append(cell);
      }
      printed.add(text.toString().stripTrailing());
    }
    return printed;
  }

  private int width(int column) {
    return lines.stream()
        .filter(line -> column < line.cells().size())
        .mapToInt(line -> line.cells().get(column).length())
        .reduce(NARROWEST, Math::max);
  }
}
