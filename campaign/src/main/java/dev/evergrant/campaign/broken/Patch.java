package dev.evergrant.campaign.broken;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A unified diff, with lines before it that begin with {@code #} and say what it is for. Line
 * numbers only help to find the place: what counts is that the lines are there, once.
 *
 * @param notes the values of lines such as {@code # scenario: freezes}, by name
 * @param hunks by the file's path
 */
public record Patch(Map<String, String> notes, Map<String, List<Hunk>> hunks) {

  /** Lines that become others. */
  record Hunk(List<String> before, List<String> after) {}

  /** A patch that does not fit, or is none. */
  public static final class DoesNotApply extends Exception {
    private static final long serialVersionUID = 1;

    DoesNotApply(String message) {
      super(message);
    }
  }

  /** Reads one. */
  public static Patch parse(String text) {
    Map<String, String> notes = new LinkedHashMap<>();
    Map<String, List<Hunk>> hunks = new LinkedHashMap<>();
    List<Hunk> current = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("#")) {
        String[] note = line.substring(1).split(":", 2);
        notes.put(note[0].strip(), note.length > 1 ? note[1].strip() : "");
      } else if (line.startsWith("+++ ")) {
        current = new ArrayList<>();
        hunks.put(line.substring(4).strip().replaceFirst("^b/", ""), current);
      } else if (line.startsWith("@@")) {
        current.add(new Hunk(new ArrayList<>(), new ArrayList<>()));
      } else if (!line.startsWith("--- ") && !current.isEmpty()) {
        add(current.getLast(), line);
      }
    }
    return new Patch(notes, hunks);
  }

  private static void add(Hunk hunk, String line) {
    String rest = line.isEmpty() ? "" : line.substring(1);
    if (!line.startsWith("+")) {
      hunk.before().add(rest);
    }
    if (!line.startsWith("-")) {
      hunk.after().add(rest);
    }
  }

  /** Says what a note of this name holds. */
  public String note(String name) {
    return Optional.ofNullable(notes.get(name))
        .orElseThrow(() -> new IllegalArgumentException("the patch has no line # " + name + ":"));
  }

  /**
   * Changes a file.
   *
   * @throws DoesNotApply if the lines of a hunk are not there, or are there twice
   */
  public String apply(String path, String source) throws DoesNotApply {
    List<String> lines = new ArrayList<>(source.lines().toList());
    for (Hunk hunk : hunks.getOrDefault(path, List.of())) {
      int at = find(path, lines, hunk.before());
      lines.subList(at, at + hunk.before().size()).clear();
      lines.addAll(at, hunk.after());
    }
    return String.join("\n", lines) + "\n";
  }

  private static int find(String path, List<String> lines, List<String> wanted)
      throws DoesNotApply {
    List<Integer> found = new ArrayList<>();
    for (int at = 0; at + wanted.size() <= lines.size(); at++) {
      if (lines.subList(at, at + wanted.size()).equals(wanted)) {
        found.add(at);
      }
    }
    if (found.size() != 1) {
      throw new DoesNotApply(
          "%s has %d places for the lines that begin with: %s"
              .formatted(path, found.size(), wanted.isEmpty() ? "" : wanted.getFirst().strip()));
    }
    return found.getFirst();
  }
}
