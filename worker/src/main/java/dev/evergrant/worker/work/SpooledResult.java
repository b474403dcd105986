package dev.evergrant.worker.work;

import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.TokenReply;
import dev.evergrant.worker.lifecycle.TokenSet;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A result with tokens, as JSON: all that its commit needs. It holds secrets in the clear; what is
 * written of it is encrypted first.
 *
 * @param format of this JSON; rises when an older worker could not read it
 * @param exchange what was claimed, if it was a grant
 * @param refresh what was claimed, if it was a connection
 * @param at the database's time of the reply
 * @param accessTokens sealed, by subscriber
 */
record SpooledResult(
    int format,
    Due.@Nullable Grant exchange,
    Due.@Nullable Refresh refresh,
    TokenSet tokens,
    Instant at,
    Map<String, String> accessTokens) {
  private static final int FORMAT = 1;

  /** A field that is missing or new is a difference of versions, not a reason to lose tokens. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  static byte[] write(Result result, TokenSet tokens) {
    return JSON.writeValueAsBytes(
        new SpooledResult(
            FORMAT,
            result.due() instanceof Due.Grant grant ? grant : null,
            result.due() instanceof Due.Refresh refresh ? refresh : null,
            tokens,
            result.at(),
            result.accessTokens()));
  }

  /**
   * The result again; its reply says what the tokens say.
   *
   * @throws IllegalArgumentException if it is of a newer format, or none at all
   */
  static Result read(byte[] json) {
    SpooledResult spooled;
    try {
      spooled = JSON.readValue(json, SpooledResult.class);
    } catch (JacksonException problem) {
      // Its message may quote a token.
      throw new IllegalArgumentException("it is not a result");
    }
    if (spooled.format() > FORMAT) {
      throw new IllegalArgumentException("it was written by a newer version of the worker");
    }
    Due due = spooled.exchange() == null ? spooled.refresh() : spooled.exchange();
    if (due == null) {
      throw new IllegalArgumentException("it says of nothing what was claimed");
    }
    TokenSet tokens = spooled.tokens();
    return new Result(
        due,
        new Reply.Issued(
            new TokenReply(
                tokens.accessToken(),
                tokens.refreshToken(),
                tokens.tokenType(),
                null,
                tokens.scope())),
        new Decision.Store(tokens),
        spooled.at(),
        spooled.accessTokens());
  }
}
