@NullMarked
package dev.evergrant.campaign.crash;

import org.jspecify.annotations.NullMarked;
