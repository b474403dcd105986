/**
 * A simulated Outreach: the authorization server and what of its API the life of a token needs,
 * over real HTTP, with faults on demand, a history that says what really happened, and a memory
 * that survives being killed. {@link dev.evergrant.devkit.simulator.OutreachSimulator} is the way
 * in.
 *
 * <p>What the provider does is decided in {@code TokenRules} and friends on the state in {@code
 * Ledger}; every change of that state is a {@code Change}, written to the {@code Journal} before
 * the answer leaves. May be imported by tests, {@code dev} and {@code bench}; never by what runs in
 * production. Imports nothing of Evergrant, so that it cannot share a misunderstanding with it.
 */
@NullMarked
package dev.evergrant.devkit.simulator;

import org.jspecify.annotations.NullMarked;
