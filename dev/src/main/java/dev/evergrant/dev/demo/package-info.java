/**
 * A web frontend and a downstream service in one, to show Evergrant by: it sends users to the
 * provider, publishes what they decide, and uses the tokens that come back. It knows Evergrant only
 * through the topics, as any frontend and any service do; nothing here imports the worker's inside
 * but its description of an app.
 */
@NullMarked
package dev.evergrant.dev.demo;

import org.jspecify.annotations.NullMarked;
