package dev.evergrant.worker.command;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
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
}
