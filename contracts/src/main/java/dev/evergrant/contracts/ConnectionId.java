package dev.evergrant.contracts;

/**
 * One subject's consent to one app in one environment, written {@code app/environment/subject}.
 *
 * @param app the app's configured name; it has no slash
 * @param environment {@code production} or {@code development}; it has no slash
 * @param subject the frontend's own stable id of whoever authorized; may hold any character
 */
public record ConnectionId(String app, String environment, String subject) {

  /**
   * Reads the written form.
   *
   * @throws IllegalArgumentException if there are fewer than three parts, or an empty one
   */
  public static ConnectionId parse(String written) {
    String[] parts = written.split("/", 3);
    if (parts.length < 3 || parts[0].isEmpty() || parts[1].isEmpty() || parts[2].isEmpty()) {
      throw new IllegalArgumentException(
          "A connection is written app/environment/subject, for example"
              + " crm-sync/production/user-42.");
    }
    return new ConnectionId(parts[0], parts[1], parts[2]);
  }

  @Override
  public String toString() {
    return app + "/" + environment + "/" + subject;
  }
}
