package dev.evergrant.worker;

import dev.evergrant.worker.command.AuthorizeUrlCommand;
import dev.evergrant.worker.command.CheckCommand;
import dev.evergrant.worker.command.ConnectionsCommand;
import dev.evergrant.worker.command.KeysCommand;
import dev.evergrant.worker.command.KeysetCommand;
import dev.evergrant.worker.command.MigrateCommand;
import dev.evergrant.worker.command.ReauthorizationsCommand;
import dev.evergrant.worker.command.ResumeCommand;
import dev.evergrant.worker.command.TailCommand;
import dev.evergrant.worker.command.WorkerCommand;
import dev.evergrant.worker.config.InvalidConfig;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code evergrant}. */
@Command(
    name = "evergrant",
    description = "An event-driven worker for the life of OAuth tokens.",
    mixinStandardHelpOptions = true,
    version = "evergrant 0.1.0",
    subcommands = {
      WorkerCommand.class,
      CheckCommand.class,
      MigrateCommand.class,
      AuthorizeUrlCommand.class,
      ConnectionsCommand.class,
      ReauthorizationsCommand.class,
      ResumeCommand.class,
      TailCommand.class,
      KeysetCommand.class,
      KeysCommand.class
    })
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its status. */
  public static void main(String[] arguments) {
    System.exit(commandLine(root()).execute(arguments));
  }

  static Object root() {
    return new Main();
  }

  /** The commands under a root; what goes wrong is said in a sentence, without a stack trace. */
  public static CommandLine commandLine(Object root) {
    CommandLine line = new CommandLine(root);
    line.setExecutionExceptionHandler(
        (problem, command, _) -> {
          String message =
              switch (problem) {
                case InvalidConfig invalid -> String.valueOf(invalid.getMessage());
                case StartRefused refused -> String.valueOf(refused.getMessage());
                case IOException io -> String.valueOf(io.getMessage());
                case IllegalArgumentException wrong -> String.valueOf(wrong.getMessage());
                default -> problem.getClass().getSimpleName() + ": " + firstLine(problem);
              };
          command.getErr().println(message);
          return 1;
        });
    return line;
  }

  private static String firstLine(Exception problem) {
    return String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
  }
}
