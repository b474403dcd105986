/**
 * Processes of our own: started, watched and ended. Imports only the JDK; anybody may import it.
 */
@NullMarked
package dev.evergrant.devkit.process;

import org.jspecify.annotations.NullMarked;
