@NullMarked
package dev.evergrant.campaign;

import org.jspecify.annotations.NullMarked;
