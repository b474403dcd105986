/**
 * For those who run it: health, metrics and pages over HTTP, all on one port. Imports {@code
 * store}; imported by the composition root.
 */
@NullMarked
package dev.evergrant.worker.ops;

import org.jspecify.annotations.NullMarked;
