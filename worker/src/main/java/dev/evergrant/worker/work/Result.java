package dev.evergrant.worker.work;

import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.lifecycle.TokenSet;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Finished work on its way to being committed.
 *
 * @param at the database's time of the reply
 * @param accessTokens the new access token sealed per subscriber, if there is a new one
 */
record Result(
    Due due, Reply reply, Decision decision, Instant at, Map<String, String> accessTokens) {

  /** The same with its new access token, if there is one, sealed to the present subscribers. */
  Result sealedAnew(BiFunction<String, Secret, Map<String, String>> seal) {
    return decision instanceof Decision.Store(TokenSet tokens)
        ? new Result(
            due, reply, decision, at, seal.apply(due.connection().app(), tokens.accessToken()))
        : this;
  }
}
