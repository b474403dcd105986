/**
 * The worker as a whole: its main program and its composition root, where every {@code new} stands
 * in the order of dependency. Imports every package below it; none of them imports it.
 */
@NullMarked
package dev.evergrant.worker;

import org.jspecify.annotations.NullMarked;
