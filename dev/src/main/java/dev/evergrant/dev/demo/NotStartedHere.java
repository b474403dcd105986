package dev.evergrant.dev.demo;

import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import java.util.List;

/**
 * The page for whoever comes back with a state that this browser session was not given, as from an
 * alert's own link: its state only selects the credentials and cannot prove who followed it. A code
 * that comes back so may be somebody else's, so it is not used. Instead the page offers, to those
 * who have been asked to authorize again, to begin properly.
 */
final class NotStartedHere {
  private static final int MOST = 5;

  private final App app;
  private final Board board;
  private final String template;

  /**
   * @param template with {@code {{again}}} where the offers stand
   */
  NotStartedHere(App app, Board board, String template) {
    this.app = app;
    this.board = board;
    this.template = template;
  }

  String page(Query query) {
    String state = query.get("state").orElse("");
    return template.replace(
        "{{again}}",
        app.credentials().values().stream()
            .filter(credentials -> credentials.states().contains(state))
            .findFirst()
            .map(this::offers)
            .orElse(""));
  }

  private String offers(Credentials credentials) {
    List<String> asked = board.asked(credentials.environment(), MOST);
    if (asked.isEmpty()) {
      return "";
    }
    StringBuilder offers =
        new StringBuilder(
            "<p id=\"again\">Did an alert send you? Authorize once more, begun from here:</p>\n");
    for (String subject : asked) {
      offers.append(
          """
          <p><a class="button primary" href="/connect?environment=%s&amp;subject=%s">Authorize again
          as %s</a></p>
          """
              .formatted(
                  Query.encode(credentials.environment()), Query.encode(subject), escape(subject)));
    }
    return offers.toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
