package dev.evergrant.worker.provider;

import static dev.evergrant.worker.provider.Samples.PROVIDER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.lifecycle.Reply;
import java.time.Instant;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import tools.jackson.databind.json.JsonMapper;

class ReplyReaderPropertyTest {

  private static final String SECRET = "Zx9-planted-4f7Qe2";

  @Property(tries = 1_000)
  void anyBytesAreReadWithoutAnException(
      @ForAll @IntRange(min = 100, max = 599) int status,
      @ForAll byte[] body,
      @ForAll boolean whole,
      @ForAll String retryAfter) {
    assertThat(read(new HttpAnswer(status, retryAfter, retryAfter, body, whole)).word())
        .isNotBlank();
  }

  @Property(tries = 2_000)
  void anyDamageToARealAnswerIsReadWithoutAnException(
      @ForAll("damaged") byte[] body, @ForAll @IntRange(min = 100, max = 599) int status) {
    assertThat(read(new HttpAnswer(status, null, null, body, true)).word()).isNotBlank();
  }

  @Property(tries = 2_000)
  void noReplyShowsASecretThatTheAnswerHeld(
      @ForAll("damaged") byte[] body, @ForAll @IntRange(min = 200, max = 503) int status) {
    var reply = read(new HttpAnswer(status, SECRET, SECRET, body, true));
    assertThat(reply.toString()).doesNotContain(SECRET);
  }

  @Property(tries = 500)
  void anErrorCodeIsShownOnlyWhereItIsFitToBe(@ForAll String code) {
    var body = JsonMapper.shared().createObjectNode().put("error", code);
    var reply = read(new HttpAnswer(401, null, null, body.toString().getBytes(UTF_8), true));
    assertThat(((Reply.Misconfigured) reply).error()).matches("[A-Za-z0-9_.-]{1,64}");
  }

  private static Reply read(HttpAnswer answer) {
    return ReplyReader.read(answer, PROVIDER, Instant.parse("2026-11-24T12:00:00Z"));
  }

  @Provide
  Arbitrary<byte[]> damaged() {
    var originals =
        Arbitraries.of(
            """
            {"access_token":"%1$s","token_type":"Bearer","expires_in":7200,
             "refresh_token":"%1$s","scope":"users.read"}\
            """,
            """
            {"error":"%1$s","error_description":"%1$s","code":"%1$s"}\
            """,
            """
            {"errors":[{"id":"%1$s","title":"%1$s"}],"status":"%1$s","reason":"%1$s"}\
            """,
            "access_token=%1$s&refresh_token=%1$s&error=%1$s");
    return Combinators.combine(
            originals,
            Arbitraries.bytes(),
            Arbitraries.integers().between(0, 200),
            Arbitraries.of(true, false))
        .as(ReplyReaderPropertyTest::damage);
  }

  /** Cuts the text at a place, or puts a byte there. */
  private static byte[] damage(String original, byte put, int place, boolean cut) {
    var bytes = original.formatted(SECRET).getBytes(UTF_8);
    int at = Math.min(place, bytes.length - 1);
    if (cut) {
      return Arrays.copyOf(bytes, at);
    }
    bytes[at] = put;
    return bytes;
  }
}
