/**
 * Gathers the evidence once all is quiet: from the database, Kafka, the simulator, logs and files.
 * Imports {@code check}, {@code cluster} and {@code load}; may be imported by the campaign itself.
 */
@NullMarked
package dev.evergrant.campaign.gather;

import org.jspecify.annotations.NullMarked;
