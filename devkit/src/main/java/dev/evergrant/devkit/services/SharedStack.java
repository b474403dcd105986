package dev.evergrant.devkit.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stack that belongs to the JVM, and what makes names unique within it. */
final class SharedStack {
  private static final Logger log = LoggerFactory.getLogger(SharedStack.class);
  private static final AtomicInteger numbers = new AtomicInteger();

  static final class Lazily {
    static final Stack STARTED = start();

    private Lazily() {}
  }

  private SharedStack() {}

  static Stack get() {
    return Lazily.STARTED;
  }

  static int nextNumber() {
    return numbers.incrementAndGet();
  }

  private static Stack start() {
    try {
      Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
      Path directory = Files.createTempDirectory(target, "stack-");
      Stack stack = Stack.start(directory);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack, directory), "stack-stop"));
      return stack;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the services the tests run on", e);
    }
  }

  private static void stop(Stack stack, Path directory) {
    try {
      stack.close();
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      log.warn("The services the tests ran on left something behind in {}", directory, e);
    }
  }
}
