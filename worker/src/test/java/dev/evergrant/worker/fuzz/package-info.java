/**
 * Fuzzing of what strangers send: inputs of a kept corpus, as they are and damaged in every way
 * that a seed comes to. Whatever the bytes, a reader answers with one of its own outcomes. What
 * once broke one stays in the corpus.
 */
@NullMarked
package dev.evergrant.worker.fuzz;

import org.jspecify.annotations.NullMarked;
