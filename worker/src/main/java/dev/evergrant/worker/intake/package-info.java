/**
 * Kafka in: authorizations become grant rows, withdrawals and reports change connections, and what
 * is not acceptable becomes a dead letter. One transaction a poll, no HTTP. Imports {@code store},
 * {@code outbox}, {@code lifecycle} and {@code contracts}; imported by the composition root only.
 */
@NullMarked
package dev.evergrant.worker.intake;

import org.jspecify.annotations.NullMarked;
