/**
 * What other teams import: the events as records, their names, and the codec between them and Kafka
 * records. Imports only the JDK, Jackson and kafka-clients; anything may import it. Every type is
 * immutable and safe for any thread.
 */
@NullMarked
package dev.evergrant.contracts;

import org.jspecify.annotations.NullMarked;
