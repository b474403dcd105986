@NullMarked
package dev.evergrant.worker.provider;

import org.jspecify.annotations.NullMarked;
