/** The pure part, as tables and properties; and the samples that other packages' tests use. */
@NullMarked
package dev.evergrant.worker.lifecycle;

import org.jspecify.annotations.NullMarked;
