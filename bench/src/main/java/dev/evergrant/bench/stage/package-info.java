/**
 * What is measured, as processes of their own, and the load on it. Imported by the measurements.
 */
@NullMarked
package dev.evergrant.bench.stage;

import org.jspecify.annotations.NullMarked;
