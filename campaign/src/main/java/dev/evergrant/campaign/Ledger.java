package dev.evergrant.campaign;

import dev.evergrant.campaign.check.Loss;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The file {@code campaign/ledger.md}: a line for each campaign that is to be remembered.
 *
 * @param home the project's root
 */
record Ledger(Path home) {

  /** Adds what a campaign came to. */
  void add(Report report) throws IOException, InterruptedException {
    Files.writeString(
        home.resolve("campaign/ledger.md"),
        "| %s | %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %.2f | %s |%n"
            .formatted(
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                commit(),
                report.seed(),
                report.kills(),
                report.count("kill PostgreSQL"),
                report.count("kill Kafka"),
                report.pauses(),
                report.raced(),
                report.losses(Loss.Kind.SELF_INFLICTED),
                report.losses(Loss.Kind.W1),
                report.losses(Loss.Kind.W2),
                report.percentile(99),
                report.failed().isEmpty() ? "none" : String.join(" ", report.failed())),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** With a plus where something has not been committed. */
  private String commit() throws IOException, InterruptedException {
    String name = git("rev-parse", "--short", "HEAD");
    return name.isEmpty()
        ? "unknown"
        : git("status", "--porcelain", "-uno").isEmpty() ? name : name + "+";
  }

  private String git(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    var process =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? text.strip() : "";
  }
}
