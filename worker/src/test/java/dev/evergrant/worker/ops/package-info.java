/** The pages for people. */
@NullMarked
package dev.evergrant.worker.ops;

import org.jspecify.annotations.NullMarked;
