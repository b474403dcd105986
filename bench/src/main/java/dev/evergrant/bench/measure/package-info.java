/** One class a measurement. Imported by the program only. */
@NullMarked
package dev.evergrant.bench.measure;

import org.jspecify.annotations.NullMarked;
