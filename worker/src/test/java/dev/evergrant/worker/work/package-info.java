/** Claim, ask, decide, commit: what a batch of results changes, and that none is dropped. */
@NullMarked
package dev.evergrant.worker.work;

import org.jspecify.annotations.NullMarked;
