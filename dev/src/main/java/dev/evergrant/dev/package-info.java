/**
 * The command {@code ./evergrant dev}: everything on one machine. Imports the worker, the devkit
 * and the demo; nothing imports it, and no production artifact contains it.
 */
@NullMarked
package dev.evergrant.dev;

import org.jspecify.annotations.NullMarked;
