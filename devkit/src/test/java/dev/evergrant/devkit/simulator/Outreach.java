package dev.evergrant.devkit.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A simulator with a clock that stands still, and a client of it. */
final class Outreach implements AutoCloseable {
  static final String REDIRECT_URI = "http://localhost:8080/oauth/callback";
  static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

  final OutreachSimulator simulator;
  private final HttpClient http = HttpClient.newHttpClient();

  record Reply(int status, String body, Map<String, String> headers) {
    JsonNode json() {
      return Json.MAPPER.readTree(body);
    }

    String text(String field) {
      return json().path(field).asString("");
    }

    String accessToken() {
      return text("access_token");
    }

    String refreshToken() {
      return text("refresh_token");
    }

    String error() {
      return text("error");
    }
  }

  private Outreach(OutreachSimulator simulator) {
    this.simulator = simulator;
  }

  static Outreach start(UnaryOperator<OutreachSimulator.Options> options) throws IOException {
    var defaults = OutreachSimulator.Options.defaults().withClock(InstantSource.fixed(START));
    return new Outreach(OutreachSimulator.start(options.apply(defaults)));
  }

  /** Without mint spacing, which most stories would only wait for. */
  static Outreach start() throws IOException {
    return start(options -> options.withSettings(s -> s.withMintSpacing(Duration.ZERO)));
  }

  String code(String email, Environment environment) {
    return simulator.authorize(email, environment, REDIRECT_URI, null);
  }

  static Map<String, String> client(Environment environment) {
    AppCredentials app = AppCredentials.crmSync(environment);
    Map<String, String> form = new LinkedHashMap<>();
    form.put("client_id", app.clientId());
    form.put("client_secret", app.clientSecret());
    return form;
  }

  static Map<String, String> exchangeForm(String code, Environment environment) {
    Map<String, String> form = client(environment);
    form.put("grant_type", "authorization_code");
    form.put("redirect_uri", REDIRECT_URI);
    form.put("code", code);
    return form;
  }

  static Map<String, String> refreshForm(String refreshToken, Environment environment) {
    Map<String, String> form = client(environment);
    form.put("grant_type", "refresh_token");
    form.put("refresh_token", refreshToken);
    return form;
  }

  Reply exchange(String code) throws Exception {
    return token(exchangeForm(code, Environment.PRODUCTION));
  }

  Reply refresh(String refreshToken) throws Exception {
    return token(refreshForm(refreshToken, Environment.PRODUCTION));
  }

  /** A new production connection. */
  Reply connect(String email) throws Exception {
    return exchange(code(email, Environment.PRODUCTION));
  }

  Reply connect(String email, Environment environment) throws Exception {
    return token(exchangeForm(code(email, environment), environment));
  }

  Reply token(Map<String, String> form) throws Exception {
    return post("/oauth/token", form);
  }

  Reply post(String path, Map<String, String> form) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(encode(form))));
  }

  Reply postJson(String path, String json) throws Exception {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  Reply put(String path, String json) throws Exception {
    return send(request(path).PUT(HttpRequest.BodyPublishers.ofString(json)));
  }

  Reply get(String path) throws Exception {
    return send(request(path).GET());
  }

  Reply me(String accessToken) throws Exception {
    return send(request("/api/v2/users/me").header("Authorization", "Bearer " + accessToken).GET());
  }

  static String encode(Map<String, String> form) {
    return form.entrySet().stream()
        .map(
            entry ->
                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(simulator.baseUrl() + path));
  }

  private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    Map<String, String> headers =
        response.headers().map().entrySet().stream()
            .collect(
                Collectors.toMap(
                    entry -> entry.getKey().toLowerCase(Locale.ROOT),
                    entry -> entry.getValue().getFirst()));
    return new Reply(response.statusCode(), response.body(), headers);
  }

  @Override
  public void close() throws IOException {
    http.close();
    simulator.close();
  }
}
