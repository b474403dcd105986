/** The simulation. */
@NullMarked
package dev.evergrant.worker.work.simulation;

import org.jspecify.annotations.NullMarked;
