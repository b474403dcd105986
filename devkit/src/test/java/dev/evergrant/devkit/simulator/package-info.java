/** Tests of the simulated Outreach, over real HTTP. */
@NullMarked
package dev.evergrant.devkit.simulator;

import org.jspecify.annotations.NullMarked;
