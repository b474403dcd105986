package dev.evergrant.worker.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param path where, such as {@code apps.crm-sync.credentials.development.clientId}; empty if it is
 *     the file as a whole
 * @param message a sentence that says what to do; it never holds a configured value, since any of
 *     them may be secret
 */
public record Problem(String path, String message) {

  @Override
  public String toString() {
    return path.isEmpty() ? message : path + ": " + message;
  }
}
