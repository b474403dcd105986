package dev.evergrant.worker.lifecycle;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One registration of ours at a provider.
 *
 * @param organization who owns the app
 * @param scopes what users are asked for
 * @param credentials by environment
 */
public record App(
    String name,
    Profile provider,
    @Nullable String organization,
    List<String> scopes,
    Map<String, Credentials> credentials) {}
