/**
 * The opponent: the design that a competent team would write first. Imports the worker's schema and
 * encryption, nothing of how it works.
 */
@NullMarked
package dev.evergrant.bench.plain;

import org.jspecify.annotations.NullMarked;
