@NullMarked
package dev.evergrant.campaign.check;

import org.jspecify.annotations.NullMarked;
