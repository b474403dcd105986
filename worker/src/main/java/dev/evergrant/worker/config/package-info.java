/**
 * The configuration file as records, and its reader, which reports all problems at once. Imports
 * {@code lifecycle} for the apps' and providers' records; the composition root, the commands and
 * whoever needs one of its records may import it.
 */
@NullMarked
package dev.evergrant.worker.config;

import org.jspecify.annotations.NullMarked;
