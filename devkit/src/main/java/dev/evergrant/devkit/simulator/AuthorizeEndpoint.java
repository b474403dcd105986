package dev.evergrant.devkit.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Instant;

/**
 * {@code /oauth/authorize}: shows the consent page (GET) and takes what the user decides on it
 * (POST). With {@code prompt=none} the user named by {@code login_hint} is taken to be signed in
 * and to have consented before.
 */
final class AuthorizeEndpoint {
  private final ProviderState state;
  private final Consents consents;

  AuthorizeEndpoint(ProviderState state, Consents consents) {
    this.state = state;
    this.consents = consents;
  }

  void handle(HttpExchange exchange) throws IOException {
    Instant startedAt = state.clock().instant();
    boolean decided = exchange.getRequestMethod().equals("POST");
    Form form = decided ? Responses.form(exchange) : Responses.query(exchange);
    Responses.send(exchange, answer(form, decided, startedAt));
  }

  private Answer answer(Form form, boolean decided, Instant startedAt) {
    return switch (AuthorizationRequest.read(form, state.settings())) {
      case AuthorizationRequest.Reading.Distrusted(var reason) ->
          Answer.html(400, ConsentPage.error(reason));
      case AuthorizationRequest.Reading.Rejected rejected -> Answer.redirect(rejected.location());
      case AuthorizationRequest.Reading.Accepted(var request) ->
          decided ? decide(form, request, startedAt) : ask(form, request, startedAt);
    };
  }

  private Answer ask(Form form, AuthorizationRequest request, Instant startedAt) {
    if (!form.text("prompt").equals("none")) {
      return Answer.html(200, ConsentPage.ask(form, request, ""));
    }
    return User.of(form.text("login_hint"))
        .map(user -> Answer.redirect(request.accepted(consents.grant(request, user, startedAt))))
        .orElseGet(() -> Answer.redirect(request.rejected("login_required")));
  }

  private Answer decide(Form form, AuthorizationRequest request, Instant startedAt) {
    User user = User.of(form.text("email")).orElse(null);
    if (!form.text("decision").equals("allow")) {
      consents.refuse(request, user, "access_denied", startedAt);
      return Answer.redirect(request.rejected("access_denied"));
    }
    if (user == null) {
      return Answer.html(
          400, ConsentPage.ask(form, request, "Enter the e-mail address you sign in with."));
    }
    return Answer.redirect(request.accepted(consents.grant(request, user, startedAt)));
  }
}
