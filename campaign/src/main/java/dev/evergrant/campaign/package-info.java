/**
 * The campaign: starts everything, makes it go wrong in every way of the failure model, and checks
 * what is left. For tests and operations only; nothing of it is in a production artifact.
 */
@NullMarked
package dev.evergrant.campaign;

import org.jspecify.annotations.NullMarked;
