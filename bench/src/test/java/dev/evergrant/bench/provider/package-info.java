/** Tests of the package of the same name. */
@NullMarked
package dev.evergrant.bench.provider;

import org.jspecify.annotations.NullMarked;
