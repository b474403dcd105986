/** Tests of the package of the same name. */
@NullMarked
package dev.evergrant.bench;

import org.jspecify.annotations.NullMarked;
