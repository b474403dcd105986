package dev.evergrant.contracts;

/**
 * A subscriber used an access token and the provider's API answered 401.
 *
 * @param connection as in the token update
 * @param version the token update's version; reports about older versions are ignored
 */
public record TokenRejected(String connection, long version) {}
