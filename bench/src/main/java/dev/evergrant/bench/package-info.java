/**
 * The benchmark: starts everything on one machine, measures throughput, latency and scale, and
 * prints a table. For measuring only; nothing of it is in a production artifact, and nobody imports
 * it.
 */
@NullMarked
package dev.evergrant.bench;

import org.jspecify.annotations.NullMarked;
