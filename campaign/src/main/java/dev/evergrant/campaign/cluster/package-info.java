/**
 * The processes of a campaign and the links between them: PostgreSQL, Kafka, the simulator and
 * three workers, each to be killed or frozen, each link with a proxy to be disturbed. Imports
 * {@code check} and {@code crash}; may be imported by {@code fault}, {@code load} and the campaign
 * itself.
 */
@NullMarked
package dev.evergrant.campaign.cluster;

import org.jspecify.annotations.NullMarked;
