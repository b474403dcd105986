package dev.evergrant.worker.config;

import dev.evergrant.worker.config.Config.Subscriber;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code subscribers}. */
final class SubscribersReader {

  private SubscribersReader() {}

  /**
   * The section's subscribers.
   *
   * @param apps the names that are there to be subscribed to
   */
  static Map<String, Subscriber> read(Cursor section, Collection<String> apps) {
    var app =
        new Form<>(
            "Write the name of an app that is under apps.",
            name -> Optional.of(name).filter(apps::contains));
    var subscribers = new LinkedHashMap<String, Subscriber>();
    section
        .entries()
        .forEach(
            (name, at) -> {
              Names.check(name, at);
              subscribers.put(
                  name, new Subscriber(name, key(at.at("key")), apps(at.at("apps"), app)));
            });
    return Collections.unmodifiableMap(subscribers);
  }

  private static String key(Cursor at) {
    String key = at.required(PublicKeys.JWK_TEXT, "");
    if (!key.isEmpty()) {
      PublicKeys.complaint(key).ifPresent(at::problem);
    }
    return key;
  }

  private static List<String> apps(Cursor at, Form<String> app) {
    var apps = at.items().stream().map(item -> item.required(app, "")).toList();
    if (apps.isEmpty()) {
      at.problem("List at least one app whose access tokens this subscriber may read.");
    }
    return apps;
  }
}
