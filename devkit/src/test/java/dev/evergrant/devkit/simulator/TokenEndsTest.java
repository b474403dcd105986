package dev.evergrant.devkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenEndsTest {
  private Outreach outreach;

  @BeforeEach
  void start() throws Exception {
    outreach = Outreach.start();
  }

  @AfterEach
  void stop() throws Exception {
    outreach.close();
  }

  @Test
  void aLiveTokenTellsWhoseItIs() throws Exception {
    var reply = outreach.connect("user42@acme.example");

    var me = outreach.me(reply.accessToken());

    assertThat(me.body())
        .isEqualTo(
            """
            {"id":"1042","email":"user42@acme.example","organization":"acme",\
            "environment":"production","scope":"users.read"}\
            """);
  }

  @Test
  void anAccessTokenExpires() throws Exception {
    var reply = outreach.connect("user42@acme.example");
    outreach.simulator.advance(Duration.ofHours(2));

    var me = outreach.me(reply.accessToken());

    assertThat(me.status()).isEqualTo(401);
    assertThat(me.json().at("/errors/0/id").asString()).isEqualTo("unauthorized");
    assertThat(me.headers()).containsKey("www-authenticate");
  }

  @Test
  void aForgedTokenIsUnknown() throws Exception {
    String token = outreach.connect("user42@acme.example").accessToken();
    assertThat(outreach.me(token.substring(0, token.length() - 4) + "AAAA").status())
        .isEqualTo(401);
    assertThat(outreach.me("nonsense").status()).isEqualTo(401);
    assertThat(outreach.get("/api/v2/users/me").status()).isEqualTo(401);
  }

  @Test
  void aUserWhoDisconnectsTakesAllTokensOfThatEnvironmentAway() throws Exception {
    var production = outreach.connect("user42@acme.example");
    var development = outreach.connect("user42@acme.example", Environment.DEVELOPMENT);

    var reply =
        outreach.postJson(
            "/sim/disconnect",
            "{\"email\":\"User42@acme.example\",\"environment\":\"production\"}");

    assertThat(reply.body()).isEqualTo("{\"grants\":1}");
    assertThat(outreach.me(production.accessToken()).status()).isEqualTo(401);
    assertThat(outreach.refresh(production.refreshToken()).error()).isEqualTo("invalid_grant");
    assertThat(outreach.me(development.accessToken()).status()).isEqualTo(200);
  }

  @Test
  void aRegeneratedSecretReplacesTheOldOneAndCostsNoGrant() throws Exception {
    var reply = outreach.connect("user42@acme.example");
    outreach.put("/sim/secret", "{\"environment\":\"production\",\"secret\":\"new one\"}");

    assertThat(outreach.refresh(reply.refreshToken()).error()).isEqualTo("invalid_client");
    Map<String, String> form = Outreach.refreshForm(reply.refreshToken(), Environment.PRODUCTION);
    form.put("client_secret", "new one");
    assertThat(outreach.token(form).status()).isEqualTo(200);
  }

  @Test
  void thereIsNoRevocationEndpointUnlessTheSettingsHaveOne() throws Exception {
    var reply = outreach.connect("user42@acme.example");
    Map<String, String> form = Outreach.client(Environment.PRODUCTION);
    form.put("token", reply.refreshToken());
    assertThat(outreach.post("/oauth/revoke", form).status()).isEqualTo(404);

    outreach.simulator.settings(settings -> settings.withRevocation(true));

    assertThat(outreach.post("/oauth/revoke", form).status()).isEqualTo(200);
    assertThat(outreach.me(reply.accessToken()).status()).isEqualTo(401);
    assertThat(outreach.post("/oauth/revoke", form).status()).isEqualTo(200);
    form.put("client_secret", "wrong");
    assertThat(outreach.post("/oauth/revoke", form).error()).isEqualTo("invalid_client");
  }
}
