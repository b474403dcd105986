@NullMarked
package dev.evergrant.campaign.gather;

import org.jspecify.annotations.NullMarked;
