package dev.evergrant.worker.provider;

import static dev.evergrant.worker.provider.Samples.PROVIDER;
import static dev.evergrant.worker.provider.Samples.answer;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Reply.InDoubt;
import dev.evergrant.worker.lifecycle.Reply.Issued;
import dev.evergrant.worker.lifecycle.Reply.Misconfigured;
import dev.evergrant.worker.lifecycle.Reply.Refused;
import dev.evergrant.worker.lifecycle.Reply.Throttled;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.lifecycle.TokenReply;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  /** Status, body, what it means, and the code that is kept. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          400 | {"error":"invalid_grant"}                                          | refused       | invalid_grant
          401 | {"error":"invalid_grant","error_description":"expired"}            | refused       | invalid_grant
          403 | {"error":"invalid_grant"}                                          | refused       | invalid_grant
          429 | {"error":"invalid_grant"}                                          | refused       | invalid_grant
          500 | {"error":"invalid_grant"}                                          | refused       | invalid_grant
          200 | {"error":"bad_refresh_token"}                                      | refused       | bad_refresh_token
          200 | error=bad_verification_code&error_description=The+code             | refused       | bad_verification_code
          400 | {"status":"BAD_REFRESH_TOKEN","message":"missing or unknown"}      | refused       | BAD_REFRESH_TOKEN
          200 | {"error":"invalid_code"}                                           | refused       | invalid_code
          200 | {"ok":false,"error":"invalid_refresh_token"}                       | refused       | invalid_refresh_token
          400 | {"error":"interaction_required"}                                   | refused       | interaction_required
          401 | {"reason":"Invalid Token!","error":"invalid_request"}              | refused       | unreadable
          400 | {"error":"TOKEN_INACTIVE"}                                         | refused       | TOKEN_INACTIVE
          400 | {"error":{"type":"invalid_grant","code":190}}                      | refused       | invalid_grant
          400 | [{"errorCode":"invalid_grant"}]                                    | refused       | invalid_grant
          401 | {"error":"invalid_client"}                                         | misconfigured | invalid_client
          400 | {"error":"invalid_client"}                                         | misconfigured | invalid_client
          200 | {"error":"incorrect_client_credentials"}                           | misconfigured | incorrect_client_credentials
          500 | {"error":"invalid_client"}                                         | misconfigured | invalid_client
          400 | {"error":"unauthorized_client"}                                    | misconfigured | unauthorized_client
          400 | {"error":"invalid_scope"}                                          | misconfigured | invalid_scope
          400 | {"error":"unsupported_grant_type"}                                 | misconfigured | unsupported_grant_type
          400 | {"error":"invalid_request"}                                        | misconfigured | invalid_request
          200 | {"error":"redirect_uri_mismatch"}                                  | misconfigured | redirect_uri_mismatch
          401 | -                                                                  | misconfigured | http_401
          401 | <html>Unauthorized</html>                                          | misconfigured | http_401
          401 | {"error":"who_are_you"}                                            | misconfigured | who_are_you
          401 | {"error":"Ab3dEf7_secret"}                                         | misconfigured | unreadable
          429 | -                                                                  | throttled     | -
          429 | <html>slow</html>                                                  | throttled     | -
          429 | {"error":"invalid_client"}                                         | throttled     | -
          400 | {"error":"slow_down"}                                              | throttled     | -
          403 | {"errors":[{"id":"rateLimitExceeded","title":"Rate limited"}]}     | throttled     | -
          200 | -                                                                  | in_doubt      | status 200 and no token or error code
          200 | {}                                                                 | in_doubt      | status 200 and no token or error code
          200 | {"access_token":""}                                                | in_doubt      | status 200 and no token or error code
          200 | {"access_token":" "}                                               | in_doubt      | status 200 and no token or error code
          200 | {"access_token":42}                                                | in_doubt      | status 200 and no token or error code
          200 | {"access_token":null}                                              | in_doubt      | status 200 and no token or error code
          200 | {"access_token":"at                                                | in_doubt      | status 200 and no token or error code
          200 | {"access_token":"at","refresh_token":"rt"                          | in_doubt      | status 200 and no token or error code
          200 | <html>access_token=at</html>                                       | in_doubt      | status 200 and no token or error code
          200 | "access_token"                                                     | in_doubt      | status 200 and no token or error code
          200 | [{"access_token":"a"},{"access_token":"b"}]                        | in_doubt      | status 200 and no token or error code
          204 | -                                                                  | in_doubt      | status 204 and no token or error code
          302 | {"access_token":"at"}                                              | in_doubt      | status 302 and no token or error code
          400 | {"access_token":"at"}                                              | in_doubt      | status 400 and no token or error code
          400 | -                                                                  | in_doubt      | status 400 and no token or error code
          403 | -                                                                  | in_doubt      | status 403 and no token or error code
          404 | {"error":"404","error_description":"route not found"}              | in_doubt      | status 404 and error code 404
          404 | {"error":404}                                                      | in_doubt      | status 404 and error code 404
          403 | {"errors":[{"id":"unauthorizedRequest","title":"no"}]}             | in_doubt      | status 403 and error code unauthorizedRequest
          400 | {"error":"access_denied"}                                          | in_doubt      | status 400 and error code access_denied
          400 | {"error":"k3jd83hd83hdk38"}                                        | in_doubt      | status 400 and error code unreadable
          500 | {"error":"server_error"}                                           | in_doubt      | status 500 and error code server_error
          503 | {"error":"temporarily_unavailable"}                                | in_doubt      | status 503 and error code temporarily_unavailable
          502 | <html>Bad Gateway</html>                                           | in_doubt      | status 502 and no token or error code
          """)
  void everyAnswerIsReadByItsBodyFirstAndItsStatusSecond(
      int status, @Nullable String body, String word, @Nullable String kept) {
    var reply = read(answer(status, body == null ? "" : body));
    assertThat(reply.word()).isEqualTo(word);
    assertThat(kept(reply)).isEqualTo(kept);
  }

  @Test
  void whatAGatewaySaysIsNoAnswerOfTheProviderThatMayStillBeAtIt() {
    for (int status : new int[] {502, 504}) {
      assertThat(read(answer(status, ""))).isInstanceOf(InDoubt.class);
      assertThat(((InDoubt) read(answer(status, ""))).over()).isFalse();
    }
    for (int status : new int[] {200, 302, 400, 500, 503}) {
      assertThat(((InDoubt) read(answer(status, ""))).over()).isTrue();
    }
  }

  private static @Nullable String kept(Reply reply) {
    return switch (reply) {
      case Refused(var error) -> error;
      case Misconfigured(var error) -> error;
      case InDoubt(var problem, _) -> problem;
      case Reply.Unavailable(var problem) -> problem;
      case Throttled(var retryAfter) -> retryAfter == null ? null : retryAfter.toString();
      case Issued _ -> "";
    };
  }

  @Test
  void outreachsTokenSetIsIssued() {
    var reply =
        read(
            answer(
                200,
                """
                {"access_token":"eyJhbGc","token_type":"Bearer","expires_in":7200,
                 "refresh_token":"EcC-5gWjbN","scope":"users.read","created_at":1706289101}\
                """));
    assertThat(reply)
        .isEqualTo(
            new Issued(
                new TokenReply(
                    new Secret("eyJhbGc"),
                    new Secret("EcC-5gWjbN"),
                    "Bearer",
                    Duration.ofHours(2),
                    "users.read")));
  }

  @Test
  void aBareAccessTokenIsEnough() {
    assertThat(read(answer(201, "{\"access_token\":\"at\",\"error\":\"invalid_grant\"}")))
        .isEqualTo(new Issued(new TokenReply(new Secret("at"), null, "Bearer", null, null)));
  }

  @Test
  void aFormIsReadAsWell() {
    var tokens = issued("access_token=gho%5F1&scope=repo%2Cgist&token_type=bearer&expires_in=60");
    assertThat(tokens.accessToken()).isEqualTo(new Secret("gho_1"));
    assertThat(tokens.scope()).isEqualTo("repo,gist");
    assertThat(tokens.tokenType()).isEqualTo("bearer");
    assertThat(tokens.expiresIn()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void whatFollowsACompleteObjectTakesNothingFromIt() {
    assertThat(issued("{\"access_token\":\"at\"} <!-- 3 ms -->").accessToken())
        .isEqualTo(new Secret("at"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          7200                   | PT2H
          "7200"                 | PT2H
          " 3600 "               | PT1H
          3600.9                 | PT1H
          7.2e3                  | PT2H
          315360000              | PT87600H
          0                      | -
          -5                     | -
          "-5"                   | -
          1706289101             | -
          99999999999999999999   | -
          1e999                  | -
          "soon"                 | -
          ""                     | -
          null                   | -
          true                   | -
          [7200]                 | -
          """)
  void expiresInIsANumberOfSecondsOrAbsent(String json, @Nullable Duration expected) {
    assertThat(issued("{\"access_token\":\"at\",\"expires_in\":%s}".formatted(json)).expiresIn())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          "a b"             | a b
          ["a","b"]         | a b
          ["a",1,"b"]       | a b
          ""                | -
          []                | -
          null              | -
          7                 | -
          "a\\u0000b"       | -
          """)
  void scopeIsATextOrAListOfTexts(String json, @Nullable String expected) {
    assertThat(issued("{\"access_token\":\"at\",\"scope\":%s}".formatted(json)).scope())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "\" \"", "17", "{}"})
  void aRefreshTokenThatSaysNothingIsAbsent(String json) {
    var tokens = issued("{\"access_token\":\"at\",\"refresh_token\":%s}".formatted(json));
    assertThat(tokens.refreshToken()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\u0000b", "a\\nb", "\\u007f", "a\\u009fb", "\\ud800"})
  void aTokenThatNoStoreSurvivesIsInDoubt(String token) {
    var access = "{\"access_token\":\"%s\"}".formatted(token);
    var refresh = "{\"access_token\":\"at\",\"refresh_token\":\"%s\"}".formatted(token);
    assertThat(read(answer(200, access))).isInstanceOf(InDoubt.class);
    assertThat(read(answer(200, refresh))).isInstanceOf(InDoubt.class);
  }

  @Test
  void ofABodyThatBrokeOffACompleteObjectCountsButNotAForm() {
    assertThat(read(brokenOff("{\"access_token\":\"at\"}"))).isInstanceOf(Issued.class);
    assertThat(read(brokenOff("access_token=at&refresh_token=r")))
        .isEqualTo(new InDoubt("status 200 and no token or error code, broken off", true));
  }

  private static HttpAnswer brokenOff(String body) {
    return new HttpAnswer(200, null, null, body.getBytes(UTF_8), false);
  }

  @Test
  void nestingAndSizeHaveLimits() {
    var deep = "{\"access_token\":\"at\",\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
    var digits = "{\"access_token\":\"at\",\"expires_in\":" + "9".repeat(10_000) + "}";
    var many = new byte[FormClient.LONGEST_ANSWER];
    Arrays.fill(many, (byte) '[');
    assertThat(read(answer(200, deep))).isInstanceOf(InDoubt.class);
    assertThat(read(answer(200, digits))).isInstanceOf(InDoubt.class);
    assertThat(read(new HttpAnswer(200, null, null, many, true))).isInstanceOf(InDoubt.class);
  }

  @Test
  void textThatIsNotUtf8YieldsNoDamagedToken() {
    var latin = "{\"access_token\":\"\u00e9\"}".getBytes(ISO_8859_1);
    var wide = "{\"access_token\":\"at\"}".getBytes(UTF_16LE);
    assertThat(read(new HttpAnswer(200, null, null, latin, true))).isInstanceOf(InDoubt.class);
    assertThat(read(new HttpAnswer(200, null, null, wide, true)))
        .isEqualTo(new Issued(new TokenReply(new Secret("at"), null, "Bearer", null, null)));
  }

  private static Reply read(HttpAnswer answer) {
    return ReplyReader.read(answer, PROVIDER, NOW);
  }

  private static TokenReply issued(String body) {
    return ((Issued) read(answer(200, body))).tokens();
  }
}
