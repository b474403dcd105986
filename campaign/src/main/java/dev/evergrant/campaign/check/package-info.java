/**
 * What was seen in a campaign, and the invariants of the failure model as pure functions over it.
 * Nothing here asks, waits or measures. Imports contracts and the simulator's history; may be
 * imported by every package of the campaign.
 */
@NullMarked
package dev.evergrant.campaign.check;

import org.jspecify.annotations.NullMarked;
