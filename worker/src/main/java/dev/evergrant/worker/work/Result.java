package dev.evergrant.worker.work;

import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Reply;
import java.time.Instant;
import java.util.Map;

/**
 * Finished work on its way to being committed.
 *
 * @param at the database's time of the reply
 * @param accessTokens the new access token sealed per subscriber, if there is a new one
 */
record Result(
    Due due, Reply reply, Decision decision, Instant at, Map<String, String> accessTokens) {}
