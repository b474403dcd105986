/**
 * Talking to OAuth 2.0 providers: the token, revocation and user-info endpoints over HTTP, reading
 * what they answer into a {@link dev.evergrant.worker.lifecycle.Reply}, and the guards that keep us
 * from asking too much. Imports {@code lifecycle} and nothing else of ours; {@code work} and the
 * composition root may import it, and {@code webhook} for the careful HTTP client and {@link
 * dev.evergrant.worker.provider.RetryAfter}. What a provider answers is always a value; an
 * exception means a bug.
 */
@NullMarked
package dev.evergrant.worker.provider;

import org.jspecify.annotations.NullMarked;
