/** Tests of taking in: what a record comes to, without Kafka and without a database. */
@NullMarked
package dev.evergrant.worker.intake;

import org.jspecify.annotations.NullMarked;
