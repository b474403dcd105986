/**
 * What goes wrong and when: faults as data, timetables drawn from a seed, and the hand that makes
 * them happen. Imports {@code cluster} and {@code crash}; may be imported by the campaign itself.
 */
@NullMarked
package dev.evergrant.campaign.fault;

import org.jspecify.annotations.NullMarked;
