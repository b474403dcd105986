/**
 * Re-authorization: which ends only a person can put off, telling the right people in batches ahead
 * of time, afterwards and when it is settled, and letting go of what nobody wants any more. Imports
 * {@code lifecycle}, {@code store}, {@code outbox} and {@code contracts}; imported by the
 * composition root only. Everything here runs by the cluster's clock, on one worker at a time, and
 * in transactions of its own.
 */
@NullMarked
package dev.evergrant.worker.alert;

import org.jspecify.annotations.NullMarked;
