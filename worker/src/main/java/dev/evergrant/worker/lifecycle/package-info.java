/**
 * The life of a grant and of a connection, as pure decisions: what state there is, what a provider
 * may reply, and what follows from both. No I/O, no clock and no randomness of its own; imports
 * only the JDK and {@code contracts}; every other package may import it. Every type is immutable
 * and safe for any thread.
 */
@NullMarked
package dev.evergrant.worker.lifecycle;

import org.jspecify.annotations.NullMarked;
