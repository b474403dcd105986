/**
 * A Java agent for the processes of a campaign: ends or freezes a worker at a named point of its
 * own code, sets its clock wrong, and ends any process whose campaign is gone. It runs inside
 * workers, so it imports only the JDK; the campaign imports its names of points.
 */
@NullMarked
package dev.evergrant.campaign.crash;

import org.jspecify.annotations.NullMarked;
