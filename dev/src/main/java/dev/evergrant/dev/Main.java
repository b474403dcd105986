package dev.evergrant.dev;

import picocli.CommandLine;

/** The program behind {@code ./evergrant dev}. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the process with its status. */
  public static void main(String[] arguments) {
    CommandLine line = dev.evergrant.worker.Main.commandLine(new DevCommand());
    System.exit(line.execute(arguments));
  }
}
