@NullMarked
package dev.evergrant.worker.outbox;

import org.jspecify.annotations.NullMarked;
