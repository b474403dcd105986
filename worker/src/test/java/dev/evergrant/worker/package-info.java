/** Stories: the worker on real Kafka and PostgreSQL against a simulated provider. */
@NullMarked
package dev.evergrant.worker;

import org.jspecify.annotations.NullMarked;
