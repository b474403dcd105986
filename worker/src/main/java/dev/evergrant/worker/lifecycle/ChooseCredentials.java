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
   * @param sentence why and what to do, to be read after the field's name, without the event's own
   *     values
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
              "is registered for another environment than "
                  + stated.name()
                  + ", which the state means: send the state and the URI of the same"
                  + " authorization request.");
    }
    var stateless = fitting.stream().filter(credentials -> credentials.states().isEmpty());
    var fit = fitting.size() == 1 ? fitting.getFirst() : only(stateless.toList());
    return fit != null
        ? new Chosen(fit)
        : new Refusal(
            "environment",
            "is missing, and neither state nor redirectUri tells the environments of "
                + app.name()
                + " apart: set it.");
  }

  private static Choice named(
      App app, String environment, @Nullable Credentials stated, List<Credentials> fitting) {
    var named = app.credentials().get(environment);
    if (named == null) {
      return new Refusal(
          "environment", "is none of " + app.name() + ": send " + environments(app) + ".");
    }
    if (!fitting.contains(named)) {
      return unregistered(named.name());
    }
    if (stated != null && !stated.equals(named)) {
      return new Refusal(
          "state",
          "means "
              + stated.name()
              + ", but the environment says "
              + named.name()
              + ": leave one of them out, or send those that agree.");
    }
    return new Chosen(named);
  }

  private static Refusal unregistered(String where) {
    return new Refusal(
        "redirectUri",
        "is not registered for "
            + where
            + ": send it exactly as in the authorization request, and have it listed under"
            + " redirectUris.");
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
    return String.join(" or ", app.credentials().keySet());
  }
}
