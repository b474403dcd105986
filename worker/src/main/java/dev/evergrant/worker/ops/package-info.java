/**
 * For those who run it: health, metrics and pages over HTTP, all on one port. Imports {@code
 * store}; imported by the composition root and, for what a page and a command have in common, by
 * {@code command}.
 */
@NullMarked
package dev.evergrant.worker.ops;

import org.jspecify.annotations.NullMarked;
