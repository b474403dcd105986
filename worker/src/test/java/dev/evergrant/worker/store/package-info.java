/** The tables on a real PostgreSQL, under a clock that the tests set. */
@NullMarked
package dev.evergrant.worker.store;

import org.jspecify.annotations.NullMarked;
