/**
 * What people do to a running Evergrant: authorize, withdraw, report, disconnect. Imports {@code
 * check} and {@code cluster}; may be imported by the campaign itself.
 */
@NullMarked
package dev.evergrant.campaign.load;

import org.jspecify.annotations.NullMarked;
