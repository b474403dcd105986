package dev.evergrant.worker.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts in what <code>${env:NAME}</code> and <code>${file:path}</code> stand for. What is put in is
 * not looked at again, so a secret may hold any character; a literal <code>${</code> in the file is
 * written <code>$${</code>.
 *
 * @param baseDirectory relative paths start here
 */
record Interpolation(Path baseDirectory, Map<String, String> environment) {

  private static final Pattern REFERENCE =
      Pattern.compile("(?<escape>\\$\\$\\{)|\\$\\{(?:(?<kind>env|file):(?<name>[^}]+)})?");

  /** Leaves the environment out: it holds secrets. */
  @Override
  public String toString() {
    return "Interpolation[" + baseDirectory + "]";
  }

  /** The whole text, or nothing after each problem has been told. */
  Optional<String> expand(String written, Consumer<String> problem) {
    var expanded = new StringBuilder();
    var references = REFERENCE.matcher(written);
    boolean complete = true;
    while (references.find()) {
      var value = value(references, problem);
      complete &= value.isPresent();
      references.appendReplacement(expanded, Matcher.quoteReplacement(value.orElse("")));
    }
    references.appendTail(expanded);
    return complete ? Optional.of(expanded.toString()) : Optional.empty();
  }

  private Optional<String> value(Matcher reference, Consumer<String> problem) {
    if (reference.group("escape") != null) {
      return Optional.of("${");
    }
    String name = reference.group("name");
    if (name == null) {
      problem.accept(
          "Write ${env:NAME} or ${file:path} where a value is put in, and $${ for a literal ${.");
      return Optional.empty();
    }
    return "env".equals(reference.group("kind")) ? variable(name, problem) : file(name, problem);
  }

  private Optional<String> variable(String name, Consumer<String> problem) {
    var value = Optional.ofNullable(environment.get(name));
    if (value.isEmpty()) {
      problem.accept("Set the environment variable " + name + "; it is not set.");
    }
    return value;
  }

  private Optional<String> file(String name, Consumer<String> problem) {
    try {
      return Optional.of(withoutLastNewline(Files.readString(baseDirectory.resolve(name))));
    } catch (NoSuchFileException e) {
      problem.accept("Create the file " + baseDirectory.resolve(name) + "; it is not there.");
    } catch (IOException e) {
      problem.accept(
          "Make the file "
              + baseDirectory.resolve(name)
              + " readable; it cannot be read as UTF-8 text.");
    } catch (InvalidPathException e) {
      problem.accept("Write a path in ${file:path}; this one is not possible on this machine.");
    }
    return Optional.empty();
  }

  // Editors and `echo` end a file with a newline that is not part of the secret.
  private static String withoutLastNewline(String text) {
    return text.replaceFirst("\\r?\\n\\z", "");
  }
}
