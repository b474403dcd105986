package dev.evergrant.worker.command;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where a command prints: what its caller set, so that tests can read it. */
final class Output {
  private Output() {}

  static PrintWriter out(@Nullable CommandSpec spec) {
    return requireNonNull(spec).commandLine().getOut();
  }

  static PrintWriter err(@Nullable CommandSpec spec) {
    return requireNonNull(spec).commandLine().getErr();
  }

  /** Columns as wide as their widest cell. */
  static void columns(PrintWriter out, List<List<String>> rows) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (var row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (var row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(printable(row.get(i)));
        if (i < row.size() - 1) {
          line.repeat(' ', widths[i] - row.get(i).length() + 2);
        }
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
  }

  /** Text from outside, of the same length, that cannot command a terminal. */
  static String printable(String text) {
    return text.replaceAll("\\p{Cc}", "?");
  }
}
