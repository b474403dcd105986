/**
 * PostgreSQL, through Jdbi: the rows of grants, connections, pauses, the outbox, the deliveries and
 * the history, each class with its SQL beside the method that runs it. Secrets are encrypted and
 * decrypted at this package's edge. Methods that take a {@code Handle} belong into a transaction of
 * the caller's. Imports {@code lifecycle}, {@code config}, {@code contracts}; imported by {@code
 * intake}, {@code work}, {@code outbox}, {@code webhook}, {@code ops}, the commands and the
 * composition root. Every type is safe for any thread.
 */
@NullMarked
package dev.evergrant.worker.store;

import org.jspecify.annotations.NullMarked;
