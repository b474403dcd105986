/**
 * The commands of {@code ./evergrant}, one class each. They print sentences for people and exit
 * with 0 or 1. Imports whatever it takes; imported by the main program and by the {@code dev}
 * module.
 */
@NullMarked
package dev.evergrant.worker.command;

import org.jspecify.annotations.NullMarked;
