package dev.evergrant.devkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuthorizePageTest {
  private Outreach outreach;

  @BeforeEach
  void start() throws Exception {
    outreach = Outreach.start();
  }

  @AfterEach
  void stop() throws Exception {
    outreach.close();
  }

  private static Map<String, String> request(String... more) {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("client_id", "crm-sync-dev");
    request.put("redirect_uri", Outreach.REDIRECT_URI);
    request.put("response_type", "code");
    request.put("scope", "users.read");
    request.put("state", "dev & more");
    for (int i = 0; i < more.length; i += 2) {
      request.put(more[i], more[i + 1]);
    }
    return request;
  }

  private Outreach.Reply open(String... more) throws Exception {
    return outreach.get("/oauth/authorize?" + Outreach.encode(request(more)));
  }

  private Outreach.Reply decide(String... more) throws Exception {
    return outreach.post("/oauth/authorize", request(more));
  }

  private static String location(Outreach.Reply reply) {
    assertThat(reply.status()).isEqualTo(302);
    return reply.headers().getOrDefault("location", "");
  }

  @Test
  void thePageSaysWhoWantsWhatAndWarnsOfDevelopment() throws Exception {
    var page = open("login_hint", "user42@acme.example");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.headers().get("content-type")).startsWith("text/html");
    assertThat(page.body())
        .contains("crm-sync", "users.read", "id=\"development-warning\"", "not\nbeen reviewed")
        .contains("id=\"email\"", "value=\"user42@acme.example\"", "id=\"allow\"", "id=\"deny\"")
        .doesNotContain("{{", "src=", "<link", "<script", "url(");
  }

  @Test
  void productionCredentialsComeWithoutTheWarning() throws Exception {
    assertThat(open("client_id", "crm-sync-prod").body()).doesNotContain("development-warning\"");
  }

  @Test
  void whatTheRequestBringsCannotBecomeMarkup() throws Exception {
    assertThat(open("state", "\"><script>x</script>").body()).doesNotContain("<script>");
  }

  @Test
  void allowingLeadsBackWithACodeThatWorks() throws Exception {
    String location = location(decide("decision", "allow", "email", "user42@acme.example"));

    assertThat(location)
        .matches("\\Q" + Outreach.REDIRECT_URI + "\\E\\?code=[\\w-]{43}&state=dev\\+%26\\+more");
    String code = location.replaceFirst(".*code=([^&]*).*", "$1");
    var reply = outreach.token(Outreach.exchangeForm(code, Environment.DEVELOPMENT));
    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void denyingLeadsBackWithAnError() throws Exception {
    assertThat(location(decide("decision", "deny", "email", "")))
        .isEqualTo(Outreach.REDIRECT_URI + "?error=access_denied&state=dev+%26+more");
  }

  @Test
  void allowingWithoutAnAddressAsksAgain() throws Exception {
    var page = decide("decision", "allow", "email", "nobody");
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.body()).contains("id=\"problem\"", "value=\"nobody\"");
  }

  @Test
  void promptNoneAnswersAtOnce() throws Exception {
    assertThat(location(open("prompt", "none", "login_hint", "user42@acme.example")))
        .startsWith(Outreach.REDIRECT_URI + "?code=");
    assertThat(location(open("prompt", "none"))).contains("error=login_required");
  }

  @Test
  void anUnknownClientOrRedirectUriIsToldToTheUserOnly() throws Exception {
    var unknown = open("client_id", "<b>nobody</b>");
    var foreign = open("redirect_uri", Outreach.REDIRECT_URI + "?more");

    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.headers().get("content-type")).startsWith("text/html");
    assertThat(foreign.status()).isEqualTo(400);
    assertThat(foreign.headers()).doesNotContainKey("location");
  }

  @Test
  void otherErrorsAreToldToTheApp() throws Exception {
    assertThat(location(open("scope", "users.read secrets.all")))
        .isEqualTo(Outreach.REDIRECT_URI + "?error=invalid_scope&state=dev+%26+more");
    assertThat(location(open("scope", ""))).contains("error=invalid_scope");
    assertThat(location(open("response_type", "token")))
        .contains("error=unsupported_response_type");
    assertThat(location(open("code_challenge", "abc", "code_challenge_method", "plain")))
        .contains("error=invalid_request");
  }
}
