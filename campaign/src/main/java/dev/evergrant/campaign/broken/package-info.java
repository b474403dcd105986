/**
 * Deliberately broken builds of the worker: a patch, applied to a copy of its sources, and the
 * changed classes compiled to go before the worker's own. Imports nothing of the campaign.
 */
@NullMarked
package dev.evergrant.campaign.broken;

import org.jspecify.annotations.NullMarked;
