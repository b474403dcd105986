/** What commands print. */
@NullMarked
package dev.evergrant.worker.command;

import org.jspecify.annotations.NullMarked;
