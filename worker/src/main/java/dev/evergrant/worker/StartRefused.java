package dev.evergrant.worker;

import org.jspecify.annotations.Nullable;

/** The worker does not start; the message says what is missing and what to do. */
public final class StartRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  StartRefused(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
