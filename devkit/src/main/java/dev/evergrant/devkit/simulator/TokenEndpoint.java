package dev.evergrant.devkit.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code POST /oauth/token}, with whatever fault is switched on. */
final class TokenEndpoint {
  private final ProviderState state;
  private final TokenIssuer issuer;
  private final Faults faults;

  TokenEndpoint(ProviderState state, TokenIssuer issuer, Faults faults) {
    this.state = state;
    this.issuer = issuer;
    this.faults = faults;
  }

  void handle(HttpExchange exchange) throws IOException, InterruptedException {
    Instant startedAt = state.clock().instant();
    Form form = Responses.form(exchange);
    String grantType = form.text("grant_type");
    Environment environment =
        state.settings().app(form.text("client_id")).map(AppCredentials::environment).orElse(null);
    Fault fault = faults.draw(grantType, environment).orElse(null);
    Draft draft = draft(form, startedAt, environment).fault(fault);
    if (fault != null && !fault.kind().commits()) {
      long seq = issuer.note(draft);
      deliver(seq, "replaced", () -> Responses.send(exchange, replacement(fault)));
      return;
    }
    if (fault != null && fault.kind() == Fault.Kind.HANG) {
      Thread.sleep(fault.durationOrDefault());
    }
    TokenIssuer.Reply reply = issuer.answer(form, draft, fault);
    deliver(exchange, reply, fault);
  }

  private static Draft draft(Form form, Instant startedAt, @Nullable Environment environment) {
    String kind =
        switch (form.text("grant_type")) {
          case "authorization_code" -> "exchange";
          case "refresh_token" -> "refresh";
          default -> "token";
        };
    return new Draft(kind, startedAt)
        .environment(environment)
        .presented(form.text(kind.equals("refresh") ? "refresh_token" : "code"));
  }

  /** What a fault answers in the provider's place. */
  private Answer replacement(Fault fault) {
    int status = fault.status() == null ? 503 : fault.status();
    return switch (fault.kind()) {
      case HTML -> Answer.html(200, ConsentPage.error("Outreach is being maintained."));
      case OK_WITH_ERROR_BODY -> Answer.json(200, Map.of("error", "invalid_grant"));
      case INVALID_GRANT_ALL ->
          Answer.oauthError(400, "invalid_grant", "The authorization grant is invalid.");
      case THROTTLE ->
          Answer.throttled(
              fault.retryAfter() == null ? Duration.ofSeconds(2) : fault.retryAfter(),
              state.clock().instant(),
              fault.form() == null ? RetryAfterForm.SECONDS : fault.form());
      case ERROR_BEFORE,
          ERROR_AFTER,
          DROP_RESPONSE,
          TRUNCATE,
          SLOW_DRIP,
          HANG,
          DELAY,
          NO_REFRESH_TOKEN,
          NO_EXPIRES_IN ->
          Answer.apiError(
              status, "internalServerError", "Internal Server Error", "Something went wrong.");
    };
  }

  private void deliver(HttpExchange exchange, TokenIssuer.Reply reply, @Nullable Fault fault)
      throws IOException, InterruptedException {
    Answer answer = reply.answer();
    if (fault == null) {
      deliver(reply.seq(), "full", () -> Responses.send(exchange, answer));
      return;
    }
    switch (fault.kind()) {
      case DROP_RESPONSE -> deliver(reply.seq(), "dropped", () -> Responses.drop(exchange));
      case ERROR_AFTER ->
          deliver(reply.seq(), "replaced", () -> Responses.send(exchange, replacement(fault)));
      case TRUNCATE ->
          deliver(reply.seq(), "truncated", () -> Responses.truncate(exchange, answer));
      case SLOW_DRIP ->
          deliver(
              reply.seq(),
              "dripped",
              () -> Responses.drip(exchange, answer, fault.durationOrDefault()));
      case DELAY -> {
        Thread.sleep(fault.durationOrDefault());
        deliver(reply.seq(), "full", () -> Responses.send(exchange, answer));
      }
      case ERROR_BEFORE,
          HTML,
          HANG,
          OK_WITH_ERROR_BODY,
          INVALID_GRANT_ALL,
          THROTTLE,
          NO_REFRESH_TOKEN,
          NO_EXPIRES_IN ->
          deliver(reply.seq(), "full", () -> Responses.send(exchange, answer));
    }
  }

  private interface Sending {
    void run() throws IOException, InterruptedException;
  }

  /** Sends and notes how that went, whichever way. */
  private void deliver(long seq, String sent, Sending sending)
      throws IOException, InterruptedException {
    boolean left = false;
    try {
      sending.run();
      left = true;
    } finally {
      state.ended(seq, left ? sent : "failed");
    }
  }
}
