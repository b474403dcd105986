/**
 * Claim, ask, decide, commit: the one way of grants and connections through the worker, its clock
 * (Quartz) and its liveness. Imports {@code store}, {@code provider}, {@code outbox} and {@code
 * lifecycle}; imported by the composition root only.
 */
@NullMarked
package dev.evergrant.worker.work;

import org.jspecify.annotations.NullMarked;
