/**
 * Promises to the outside: what is said (events as outbox messages, access tokens sealed to their
 * subscribers) and the relay that keeps what was promised. Imports {@code store}, {@code
 * lifecycle}, {@code config} and {@code contracts}; imported by {@code intake}, {@code work} and
 * the composition root.
 */
@NullMarked
package dev.evergrant.worker.outbox;

import org.jspecify.annotations.NullMarked;
