/** The clients, alone and on an embedded Kafka; the stories with a worker are the worker's. */
@NullMarked
package dev.evergrant.contracts.client;

import org.jspecify.annotations.NullMarked;
