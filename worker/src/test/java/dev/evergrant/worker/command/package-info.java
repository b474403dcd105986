/** What the commands say. */
@NullMarked
package dev.evergrant.worker.command;

import org.jspecify.annotations.NullMarked;
