package dev.evergrant.worker.lifecycle;

import java.util.List;

/**
 * What an app proves itself with in one environment.
 *
 * @param redirectUris the registered ones; an authorization with another is refused
 * @param states values of the authorization's state that mean these credentials
 */
public record Credentials(
    String app,
    String environment,
    String clientId,
    Secret clientSecret,
    List<String> redirectUris,
    List<String> states) {

  /** Written {@code app/environment}. */
  public String name() {
    return app + "/" + environment;
  }
}
