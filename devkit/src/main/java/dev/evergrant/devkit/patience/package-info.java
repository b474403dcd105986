/** Waiting in tests, by which alone it may be imported. Imports nothing of Evergrant. */
@NullMarked
package dev.evergrant.devkit.patience;

import org.jspecify.annotations.NullMarked;
