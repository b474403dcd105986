/**
 * For other teams' programs: publish what users have agreed to ({@link
 * dev.evergrant.contracts.client.GrantPublisher}), and have every connection's newest access token
 * at hand ({@link dev.evergrant.contracts.client.TokenCache}). Imports the JDK, contracts,
 * kafka-clients, Jackson and Nimbus JOSE; nothing of Evergrant imports it but tests. The client for
 * Node, in {@code contracts/typescript}, has the same names and does the same.
 */
@NullMarked
package dev.evergrant.contracts.client;

import org.jspecify.annotations.NullMarked;
