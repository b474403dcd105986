package dev.evergrant.worker.work.simulation;

import dev.evergrant.worker.store.QuarantineRows.Kept;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table {@code quarantine}.
 *
 * @param mint the truth about the set, which the table does not know
 */
record Quarantined(long id, Kept set, @Nullable Mint mint) {}
