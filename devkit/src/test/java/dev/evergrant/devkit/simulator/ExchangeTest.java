package dev.evergrant.devkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExchangeTest {
  private Outreach outreach;

  @BeforeEach
  void start() throws Exception {
    outreach = Outreach.start();
  }

  @AfterEach
  void stop() throws Exception {
    outreach.close();
  }

  private String code() {
    return outreach.code("user42@acme.example", Environment.PRODUCTION);
  }

  @Test
  void theReplyHasTheDocumentedFieldsInTheirOrder() throws Exception {
    var reply = outreach.exchange(code());

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().propertyNames())
        .containsExactly(
            "access_token", "token_type", "expires_in", "refresh_token", "scope", "created_at");
    assertThat(reply.text("token_type")).isEqualTo("Bearer");
    assertThat(reply.json().get("expires_in").asInt()).isEqualTo(7200);
    assertThat(reply.text("scope")).isEqualTo("users.read");
    assertThat(reply.json().get("created_at").asLong()).isEqualTo(Outreach.START.getEpochSecond());
    assertThat(reply.headers()).containsEntry("cache-control", "no-store");
  }

  @Test
  void theAccessTokenSaysWhoItIs() throws Exception {
    var reply = outreach.exchange(code());

    String claims = reply.accessToken().replaceFirst("^[^.]*\\.", "").replaceFirst("\\..*", "");
    var json = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(claims));
    assertThat(json.get("sub").asString()).isEqualTo("user42@acme.example");
    assertThat(json.get("org_user_id").asString()).isEqualTo("1042");
    assertThat(json.get("organization").asString()).isEqualTo("acme");
    assertThat(json.get("aud").asString()).isEqualTo("crm-sync-prod");
  }

  @Test
  void aSecretThatIsNotEncodedIsAWrongSecret() throws Exception {
    String code = code();
    Map<String, String> form = Outreach.exchangeForm(code, Environment.PRODUCTION);
    form.put("client_secret", "prod secret/with=odd");

    var reply = outreach.token(form);

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.error()).isEqualTo("invalid_client");
    assertThat(outreach.exchange(code).status()).isEqualTo(200);
  }

  @Test
  void everyParameterHasToMatchTheAuthorization() throws Exception {
    String code = code();
    Map<String, String> otherUri = Outreach.exchangeForm(code, Environment.PRODUCTION);
    otherUri.put("redirect_uri", Outreach.REDIRECT_URI + "/");

    assertThat(outreach.token(otherUri).error()).isEqualTo("invalid_grant");
    assertThat(outreach.token(Outreach.exchangeForm(code, Environment.DEVELOPMENT)).error())
        .isEqualTo("invalid_grant");
    assertThat(outreach.exchange(code).status()).isEqualTo(200);
  }

  @Test
  void aCodeWithAChallengeNeedsItsVerifier() throws Exception {
    String verifier = "a-verifier-of-at-least-forty-three-characters-length";
    String challenge =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(Digest.sha256(verifier.getBytes(StandardCharsets.US_ASCII)));
    String code =
        outreach.simulator.authorize(
            "user42@acme.example", Environment.PRODUCTION, Outreach.REDIRECT_URI, null, challenge);
    Map<String, String> form = Outreach.exchangeForm(code, Environment.PRODUCTION);

    assertThat(outreach.token(form).error()).isEqualTo("invalid_grant");
    form.put("code_verifier", verifier + "x");
    assertThat(outreach.token(form).error()).isEqualTo("invalid_grant");
    form.put("code_verifier", verifier);
    assertThat(outreach.token(form).status()).isEqualTo(200);
  }

  @Test
  void aVerifierWithoutAChallengeIsRefused() throws Exception {
    Map<String, String> form = Outreach.exchangeForm(code(), Environment.PRODUCTION);
    form.put("code_verifier", "nobody-asked-for-this");

    assertThat(outreach.token(form).error()).isEqualTo("invalid_grant");
  }

  @Test
  void aCodeUsedTwiceRevokesWhatItBrought() throws Exception {
    String code = code();
    var first = outreach.exchange(code);
    assertThat(outreach.me(first.accessToken()).status()).isEqualTo(200);

    var second = outreach.exchange(code);

    assertThat(second.status()).isEqualTo(400);
    assertThat(second.error()).isEqualTo("invalid_grant");
    assertThat(outreach.me(first.accessToken()).status()).isEqualTo(401);
    assertThat(outreach.refresh(first.refreshToken()).error()).isEqualTo("invalid_grant");
  }

  @Test
  void aCodeExpires() throws Exception {
    String code = code();
    outreach.simulator.advance(Duration.ofMinutes(10));

    assertThat(outreach.exchange(code).error()).isEqualTo("invalid_grant");
  }

  @Test
  void whatIsMissingOrUnknownIsNamed() throws Exception {
    Map<String, String> withoutCode = Outreach.exchangeForm("", Environment.PRODUCTION);
    Map<String, String> withoutType = Outreach.client(Environment.PRODUCTION);
    Map<String, String> otherType = Outreach.client(Environment.PRODUCTION);
    otherType.put("grant_type", "password");

    assertThat(outreach.token(withoutCode).error()).isEqualTo("invalid_request");
    assertThat(outreach.token(withoutType).error()).isEqualTo("invalid_request");
    assertThat(outreach.token(otherType).error()).isEqualTo("unsupported_grant_type");
    assertThat(outreach.token(Map.of("grant_type", "refresh_token")).error())
        .isEqualTo("invalid_request");
  }
}
