@NullMarked
package dev.evergrant.worker.webhook;

import org.jspecify.annotations.NullMarked;
