package dev.evergrant.worker.lifecycle;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One registration of ours at a provider.
 *
 * @param owners the organization that owns the app, under all the names it goes by: after a change
 *     of name, users whose organization was learnt before still count as the owner's
 * @param scopes what users are asked for
 * @param credentials by environment
 */
public record App(
    String name,
    Profile provider,
    Set<String> owners,
    List<String> scopes,
    Map<String, Credentials> credentials) {}
