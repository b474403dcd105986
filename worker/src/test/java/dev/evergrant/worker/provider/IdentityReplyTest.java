package dev.evergrant.worker.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.Identity.Pointers;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.provider.IdentityEndpoint.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityReplyTest {
  private static final Pointers POINTERS = new Pointers("/id", "/email", "/organization");
  private static final Answer NOTHING = new Answer.Told(User.UNKNOWN);

  @ParameterizedTest(name = "{0} in {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          /id                | {"id":"u1"}                            | u1
          /id                | {"id":1042}                            | 1042
          /id                | {"id":12345678901234567890123}         | 12345678901234567890123
          /id                | {"id":" u1 "}                          | u1
          /data/user/id      | {"data":{"user":{"id":"u1"}}}          | u1
          /users/1/id        | {"users":[{"id":"u0"},{"id":"u1"}]}    | u1
          /a~1b              | {"a/b":"slash"}                        | slash
          /m~0n              | {"m~n":"tilde"}                        | tilde
          /~01               | {"~1":"both"}                          | both
          /                  | {"":"empty"}                           | empty
          / /c%d             | {" ":{"c%d":"odd"}}                    | odd
          /7                 | {"7":"number"}                         | number
          /id                | {"ID":"u1"}                            | -
          /id/deeper         | {"id":"u1"}                            | -
          /users/2           | {"users":["u0","u1"]}                  | -
          /users/-           | {"users":["u0","u1"]}                  | -
          /id                | {"id":null}                            | -
          /id                | {"id":true}                            | -
          /id                | {"id":1.5}                             | -
          /id                | {"id":{"x":"u1"}}                      | -
          /id                | {"id":["u1"]}                          | -
          /id                | {"id":"  "}                            | -
          /id                | {"id":"u1\\nforged line"}              | -
          /id                | {"id":"u\\u0000"}                      | -
          /id                | {"id":"\\ud83d"}                       | -
          /id                | {"id":"\\ud83d\\ude00"}                | 😀
          -                  | {"id":"u1"}                            | -
          """)
  void aTextOrAWholeNumberIsTakenFromWhereThePointerPoints(
      @Nullable String pointer, String body, @Nullable String id) {
    assertThat(read(200, body, new Pointers(pointer, null, null)))
        .isEqualTo(new Answer.Told(new User(id, null, null)));
  }

  @Test
  void eachPartIsTakenFromItsOwnPlace() {
    assertThat(read(200, "{\"id\":7,\"email\":\"a@x\",\"organization\":\"acme\"}", POINTERS))
        .isEqualTo(new Answer.Told(new User("7", "a@x", "acme")));
  }

  @Test
  void whatIsTooLongToBeANameIsNone() {
    assertThat(read(200, "{\"id\":\"" + "x".repeat(321) + "\"}", POINTERS)).isEqualTo(NOTHING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>Back soon</html>",
        "{\"id\":\"u1\"",
        "[{\"id\":\"u1\"}]",
        "\"u1\"",
        "7"
      })
  void anAnswerThatIsNoJsonObjectIsForAnotherTime(String body) {
    assertThat(read(200, body, POINTERS)).isInstanceOf(Answer.NotNow.class);
  }

  @Test
  void anAnswerThatIsDeeperThanAnyIsForAnotherTime() {
    String body = "{\"id\":\"u1\",\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
    assertThat(read(200, body, POINTERS)).isInstanceOf(Answer.NotNow.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 405, 406, 410, 451})
  void aClientErrorIsARefusal(int status) {
    assertThat(read(status, "{\"id\":\"u1\"}", POINTERS))
        .isEqualTo(new Answer.Refused("The provider answered with status " + status + "."));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 408, 429, 500, 502, 503, 504})
  void whatIsNoAnswerIsForAnotherTime(int status) {
    assertThat(read(status, "{\"id\":\"u1\"}", POINTERS)).isInstanceOf(Answer.NotNow.class);
  }

  @Test
  void aThrottledCallKeepsWhatTheProviderAskedFor() {
    var answer = new HttpAnswer(429, "90", null, new byte[0], true);
    assertThat(IdentityReply.read(answer, POINTERS, Instant.EPOCH))
        .isInstanceOfSatisfying(
            Answer.NotNow.class,
            later -> assertThat(later.retryAfter()).isEqualTo(Duration.ofSeconds(90)));
  }

  @Test
  void theClaimsOfATokenAreRead() {
    assertThat(claims("h." + base64("{\"id\":1042,\"email\":\"a@x\"}") + ".s"))
        .isEqualTo(new Answer.Told(new User("1042", "a@x", null)));
  }

  @Test
  void aTokenWithOtherClaimsTellsNothing() {
    assertThat(claims("h." + base64("{\"sub\":\"a@x\"}") + ".s")).isEqualTo(NOTHING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "opaque",
        "a.b",
        "a.b.c",
        "..",
        "...",
        "a.e30.c.d.e",
        "a.!!!.c",
        "a.\u20ac.c",
        "a.W10.c",
        "a.bm8ganNvbg.c"
      })
  void aTokenThatIsNoJwtIsRefused(String token) {
    assertThat(claims(token)).isInstanceOf(Answer.Refused.class);
  }

  @Test
  void aTokenWithoutEndIsRefused() {
    assertThat(claims("h." + "e".repeat(1 << 20) + ".s")).isInstanceOf(Answer.Refused.class);
  }

  private static Answer read(int status, String body, Pointers pointers) {
    return IdentityReply.read(Samples.answer(status, body), pointers, Instant.EPOCH);
  }

  private static Answer claims(String token) {
    return IdentityReply.readClaims(new Secret(token), POINTERS);
  }

  private static String base64(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
  }
}
