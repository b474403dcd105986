/** Telling people what only they can do, on real PostgreSQL and with a clock that tests move. */
@NullMarked
package dev.evergrant.worker.alert;

import org.jspecify.annotations.NullMarked;
