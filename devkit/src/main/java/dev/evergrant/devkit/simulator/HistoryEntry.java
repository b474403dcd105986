package dev.evergrant.devkit.simulator;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing somebody asked of the provider, and what really came of it.
 *
 * @param seq 1, 2, 3 …, in the order in which the provider decided
 * @param kind {@code authorize}, {@code exchange}, {@code refresh}, {@code api}, {@code revoke},
 *     {@code admin} or {@code expiry} (the development rule took effect); {@code token} where a
 *     token request named no grant type that is known
 * @param at when it was decided and, if anything, committed
 * @param user the e-mail address; null where it is not known
 * @param environment whose credentials, null where they are not known
 * @param grant null where none was found
 * @param number of the token set that was issued or used
 * @param committed what changed, such as {@code issued 17.3} or {@code revoked 17 code_reused}
 * @param presented fingerprint of the code or refresh token that came in: the first 16 hex digits
 *     of its SHA-256
 * @param issued fingerprint of the code or refresh token that was made
 * @param outcome {@code issued}, {@code ok}, {@code throttled}, an OAuth error code, or {@code
 *     fault} where a fault answered
 * @param fault the fault that took part; null for none
 * @param sent what left of an answer of the token or authorization endpoint: {@code full}, {@code
 *     dropped}, {@code truncated}, {@code dripped}, {@code replaced} (by a fault's own answer) or
 *     {@code failed}; null while it is still on its way, and for every other kind
 * @param startedAt when the request came in
 * @param endedAt when that answer had left, which its client may have noticed a moment before
 */
public record HistoryEntry(
    long seq,
    String kind,
    Instant at,
    @Nullable String user,
    @Nullable Environment environment,
    @Nullable Long grant,
    @Nullable Integer number,
    List<String> committed,
    @Nullable String presented,
    @Nullable String issued,
    String outcome,
    @Nullable String fault,
    @Nullable String sent,
    Instant startedAt,
    @Nullable Instant endedAt) {

  HistoryEntry ended(String howSent, Instant time) {
    return new HistoryEntry(
        seq,
        kind,
        at,
        user,
        environment,
        grant,
        number,
        committed,
        presented,
        issued,
        outcome,
        fault,
        howSent,
        startedAt,
        time);
  }
}
