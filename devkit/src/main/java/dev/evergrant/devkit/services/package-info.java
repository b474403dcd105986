/**
 * Kafka and PostgreSQL without installation: started in this process (or, with {@code
 * -Dstack=containers}, in containers) for tests, for the {@code dev} command and for benchmarks.
 * May be imported by tests, {@code dev}, {@code campaign} and {@code bench}; never by what runs in
 * production. Imports nothing of Evergrant.
 */
@NullMarked
package dev.evergrant.devkit.services;

import org.jspecify.annotations.NullMarked;
