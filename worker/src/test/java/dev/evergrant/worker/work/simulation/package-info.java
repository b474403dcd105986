/**
 * Deterministic simulation of the core: grants and connections of a small world live through months
 * in a second, on one thread, on virtual time and on the chance of one seed. A seed that breaks an
 * invariant breaks it each time.
 *
 * <p>Real are the decisions: {@code Lifecycle}, {@code Schedule}, {@code Horizon}, {@code Resend},
 * {@code Verdict}, {@code RefusalWindow}, {@code Incident}, and in the package around it {@code
 * Changes} with its parts, {@code LateTokens} and {@code Refusals}, which come in through {@link
 * dev.evergrant.worker.work.Fold}. Modelled is what does I/O around them: the tables ({@code
 * Database}, {@code Claims}, {@code Pauses}: each method names the SQL it mirrors), the workers
 * ({@code Machine}, {@code Cluster}, {@code Wire}), the provider, its users, and what goes wrong
 * ({@code Weather}, {@code Fault}). The {@code Checker} knows what the provider knows, and judges
 * every write.
 *
 * <p>Of losses, two kinds cannot be helped: an answer that is lost after a code (W1) or a
 * single-use refresh token (W2) was spent. Two more follow from what the core chooses, and are
 * counted by themselves ({@code Ending.HELD_TOO_LONG}, {@code Ending.BELIEVED_LIE}). Everything
 * else fails.
 *
 * <p>What it cannot show: that the SQL does what its mirror does, in which the stories on
 * PostgreSQL must be believed; what happens between the statements of one transaction; Kafka,
 * intake and the relay; encryption; rate limits and circuits; a worker whose lock is lost while it
 * goes on living, as after a restart of the database; and development apps whose owner has more
 * users than may stay.
 */
@NullMarked
package dev.evergrant.worker.work.simulation;

import org.jspecify.annotations.NullMarked;
