package dev.evergrant.worker.provider;

import static dev.evergrant.worker.provider.Samples.PROVIDER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.fuzz.Corpus;
import dev.evergrant.worker.fuzz.Sample;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.TokenReply;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whatever a token endpoint answers, it is one of the replies, and shows nothing of a token. */
class ReplyFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  /** Stands in the corpus where tokens stand. No part of it looks like a word. */
  private static final String SECRET = "Zx9p4f7Qe2t8Kw3nV6";

  @Test
  void anyAnswerIsOneOfTheReplies() {
    Corpus corpus = Corpus.of(ReplyFuzzTest.class, "replies");
    assertThat(corpus.size()).isGreaterThanOrEqualTo(40);
    corpus.feed(ReplyFuzzTest::read);
  }

  private static void read(Sample sample) {
    var answer =
        new HttpAnswer(
            status(sample.header("status", "200")),
            sample.header("retry-after", ""),
            sample.header("x-ratelimit-reset", ""),
            sample.body(),
            sample.header("whole", "true").equals("true"));
    Reply reply = ReplyReader.read(answer, PROVIDER, NOW);
    assertThat(reply).isEqualTo(ReplyReader.read(answer, PROVIDER, NOW));
    switch (reply) {
      case Reply.Issued(TokenReply tokens) -> check(tokens);
      case Reply.Throttled(Duration wait) ->
          assertThat(
                  wait == null || (!wait.isNegative() && wait.compareTo(RetryAfter.LONGEST) <= 0))
              .isTrue();
      case Reply.Refused(String error) -> check(error);
      case Reply.Misconfigured(String error) -> check(error);
      case Reply.Unavailable _ -> throw new AssertionError("An answer was taken for none.");
      case Reply.InDoubt(String problem, _) -> tellsNothing(problem);
    }
  }

  private static void check(String error) {
    assertThat(error).matches("[A-Za-z0-9_.-]{1,64}");
    tellsNothing(error);
  }

  private static void tellsNothing(String text) {
    assertThat(text).isNotBlank();
    for (int i = 0; i + 8 <= SECRET.length(); i++) {
      assertThat(text).doesNotContain(SECRET.substring(i, i + 8));
    }
  }

  /** Its scope and token type are the provider's own words, and are shown. */
  private static void check(TokenReply tokens) {
    tellsNothing(tokens.accessToken() + " " + tokens.refreshToken());
    assertThat(tokens.accessToken().reveal()).isNotBlank().doesNotContain("\0");
    if (tokens.refreshToken() != null) {
      assertThat(tokens.refreshToken().reveal()).isNotBlank().doesNotContain("\0");
    }
    assertThat(tokens.tokenType()).matches("[A-Za-z0-9_.-]{1,64}");
    Duration life = tokens.expiresIn();
    assertThat(life == null || (life.isPositive() && life.toDays() <= 3_660)).isTrue();
  }

  private static int status(String header) {
    return header.matches("[1-5]\\d\\d") ? Integer.parseInt(header) : 200;
  }
}
