package dev.evergrant.devkit.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The pages people see. They stand alone: no script, no other resource. */
final class ConsentPage {
  private static final String CONSENT = resource("consent.html");
  private static final String ERROR = resource("error.html");

  /** What the form carries on to the decision. */
  private static final List<String> CARRIED =
      List.of(
          "client_id",
          "redirect_uri",
          "response_type",
          "scope",
          "state",
          "code_challenge",
          "code_challenge_method");

  private ConsentPage() {}

  /**
   * @param problem what was wrong with the form as it was sent; empty for nothing
   */
  static String ask(Form form, AuthorizationRequest request, String problem) {
    boolean development = request.app().environment() == Environment.DEVELOPMENT;
    return fill(
        CONSENT,
        Map.of(
            "app", escape(request.app().appName()),
            "owner", escape(request.app().ownerOrganization()),
            "warning", development ? WARNING : "",
            "scopes", scopes(request),
            "problem", problem.isEmpty() ? "" : "<p id=\"problem\">" + escape(problem) + "</p>",
            "carried", carried(form),
            "email", escape(form.get("email").orElse(form.text("login_hint")))));
  }

  static String error(String reason) {
    return fill(ERROR, Map.of("reason", escape(reason)));
  }

  private static final String WARNING =
      """
      <p id="development-warning" role="alert"><strong>This application is in development and has not
      been reviewed.</strong> Its use is limited: you may have to authorize it again every week. Allow
      it only if you develop or test it.</p>
      """;

  private static String scopes(AuthorizationRequest request) {
    var items = new StringBuilder();
    for (String scope : AuthorizationRequest.scopes(request.scope())) {
      items.append("<li><code>").append(escape(scope)).append("</code></li>");
    }
    return items.toString();
  }

  private static String carried(Form form) {
    var inputs = new StringBuilder();
    for (String name : CARRIED) {
      form.get(name)
          .ifPresent(
              value ->
                  inputs.append(
                      "<input type=\"hidden\" name=\"%s\" value=\"%s\">"
                          .formatted(name, escape(value))));
    }
    return inputs.toString();
  }

  private static String fill(String template, Map<String, String> values) {
    var page = new StringBuilder();
    int done = 0;
    for (int open = template.indexOf("{{"); open >= 0; open = template.indexOf("{{", done)) {
      int close = template.indexOf("}}", open);
      page.append(template, done, open)
          .append(values.getOrDefault(template.substring(open + 2, close), ""));
      done = close + 2;
    }
    return page.append(template, done, template.length()).toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String resource(String name) {
    try (InputStream in = ConsentPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + name, e);
    }
  }
}
