@NullMarked
package dev.evergrant.campaign.fault;

import org.jspecify.annotations.NullMarked;
