/**
 * Claim, ask, decide, commit: the one way of grants and connections through the worker, its clock
 * (Quartz), its liveness, and its spool for tokens that the database has not taken yet. Imports
 * {@code store}, {@code provider}, {@code outbox} and {@code lifecycle}; imported by the
 * composition root only.
 */
@NullMarked
package dev.evergrant.worker.work;

import org.jspecify.annotations.NullMarked;
