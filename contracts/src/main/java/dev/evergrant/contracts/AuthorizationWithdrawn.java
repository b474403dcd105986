package dev.evergrant.contracts;

import org.jspecify.annotations.Nullable;

/**
 * A user no longer wants an app to act for them.
 *
 * @param environment if absent, the connections of both environments are meant
 */
public record AuthorizationWithdrawn(String app, @Nullable String environment, String subject) {}
