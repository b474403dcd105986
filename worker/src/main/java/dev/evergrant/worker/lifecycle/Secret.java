package dev.evergrant.worker.lifecycle;

/**
 * A code, verifier, token, password or client secret. It does not print itself, so that no log
 * line, exception or debugger view of a record around it shows it.
 */
public record Secret(String reveal) {

  @Override
  public String toString() {
    return "Secret[redacted]";
  }
}
