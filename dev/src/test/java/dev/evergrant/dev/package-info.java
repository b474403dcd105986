/** Stories told end to end: services, provider, worker, frontend and browser, all of them real. */
@NullMarked
package dev.evergrant.dev;

import org.jspecify.annotations.NullMarked;
