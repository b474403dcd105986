/** Tests of the embedded services. */
@NullMarked
package dev.evergrant.devkit.services;

import org.jspecify.annotations.NullMarked;
