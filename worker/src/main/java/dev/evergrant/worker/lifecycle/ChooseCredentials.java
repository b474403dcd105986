package dev.evergrant.worker.lifecycle;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which of an app's credentials an authorization was made with. */
public final class ChooseCredentials {

  private ChooseCredentials() {}

  /** What follows from an authorization's environment, state and redirect URI. */
  public sealed interface Choice {}

  /** These. */
  public record Chosen(Credentials credentials) implements Choice {}

  /**
   * None: they contradict each other, or leave it open.
   *
   * @param field the event's field that is wrong or missing
   * @param sentence why, without the event's own values
   */
  public record Refusal(String field, String sentence) implements Choice {}

  /**
   * Chooses by the environment if it is named, else by a state that one environment lists, else by
   * the redirect URI. All of them must agree. A state that no environment lists is the frontend's
   * own and says nothing; but where a redirect URI fits several environments and only one of them
   * lists no states, that is the one which needs none.
   */
  public static Choice choose(
      App app, @Nullable String environment, @Nullable String state, String redirectUri) {
    var fitting = those(app, credentials -> credentials.redirectUris().contains(redirectUri));
    var stated = only(those(app, credentials -> lists(credentials, state)));
    if (environment != null) {
      return named(app, environment, stated, fitting);
    }
    if (fitting.isEmpty()) {
      return unregistered(app.name());
    }
    if (stated != null) {
      return fitting.contains(stated)
          ? new Chosen(stated)
          : new Refusal(
              "redirectUri",
              "The state means "
                  + stated.name()
                  + ", but the redirect URI is registered for another environment only.");
    }
    var stateless = fitting.stream().filter(credentials -> credentials.states().isEmpty());
    var fit = fitting.size() == 1 ? fitting.getFirst() : only(stateless.toList());
    return fit != null
        ? new Chosen(fit)
        : new Refusal(
            "environment",
            "The redirect URI is registered for several environments of "
                + app.name()
                + " and the state does not tell them apart; set environment.");
  }

  private static Choice named(
      App app, String environment, @Nullable Credentials stated, List<Credentials> fitting) {
    var named = app.credentials().get(environment);
    if (named == null) {
      return new Refusal(
          "environment",
          app.name() + " has no such environment; it has " + environments(app) + ".");
    }
    if (!fitting.contains(named)) {
      return unregistered(named.name());
    }
    if (stated != null && !stated.equals(named)) {
      return new Refusal(
          "state",
          "The environment says " + named.name() + ", but the state means " + stated.name() + ".");
    }
    return new Chosen(named);
  }

  private static Refusal unregistered(String where) {
    return new Refusal("redirectUri", "The redirect URI is not registered for " + where + ".");
  }

  private static List<Credentials> those(App app, Predicate<Credentials> fit) {
    return app.credentials().values().stream().filter(fit).toList();
  }

  private static boolean lists(Credentials credentials, @Nullable String state) {
    return state != null && credentials.states().contains(state);
  }

  private static @Nullable Credentials only(List<Credentials> candidates) {
    return candidates.size() == 1 ? candidates.getFirst() : null;
  }

  private static String environments(App app) {
    return String.join(" and ", app.credentials().keySet());
  }
}
