@NullMarked
package dev.evergrant.campaign.broken;

import org.jspecify.annotations.NullMarked;
