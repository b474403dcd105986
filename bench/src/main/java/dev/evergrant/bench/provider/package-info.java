/** A provider that is fast, strict and forgets everything but numbers. Imports only the JDK. */
@NullMarked
package dev.evergrant.bench.provider;

import org.jspecify.annotations.NullMarked;
