@NullMarked
package dev.evergrant.campaign.cluster;

import org.jspecify.annotations.NullMarked;
