package dev.evergrant.worker.config;

import dev.evergrant.worker.lifecycle.Secret;
import java.net.URI;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@code alerts.webhooks}. */
final class WebhooksReader {

  /** By the word that people write, the CloudEvents type of each kind of alert. */
  private static final Form<String> TYPE =
      Form.oneOf(
          Stream.of(
                  "authorization.failed",
                  "reauthorization.required",
                  "reauthorization.resolved",
                  "app.paused",
                  "app.resumed")
              .collect(
                  Collectors.toMap(Function.identity(), word -> "dev.evergrant." + word + ".v1")));

  /** Standard Webhooks 1.0.0, "Signature scheme": 192 to 512 bits, serialized like this. */
  private static final Form<Secret> SECRET =
      new Form<>(
          "Write whsec_ and then 24 to 64 random bytes in base64, best as ${env:NAME} or"
              + " ${file:path}; make one with `echo whsec_$(openssl rand -base64 32)`.",
          text -> Optional.of(text).filter(WebhooksReader::isKey).map(Secret::new));

  private static final String PREFIX = "whsec_";
  private static final int LEAST_BYTES = 24;
  private static final int MOST_BYTES = 64;
  private static final URI NOWHERE = URI.create("https://localhost/");

  private WebhooksReader() {}

  /**
   * The section's targets.
   *
   * @param apps the names that are there to send alerts of
   */
  static Map<String, Webhook> read(Cursor section, Collection<String> apps) {
    var app =
        new Form<>(
            "Write the name of an app that is under apps.",
            name -> Optional.of(name).filter(apps::contains));
    var webhooks = new LinkedHashMap<String, Webhook>();
    section
        .entries()
        .forEach(
            (name, at) -> {
              Names.check(name, at);
              webhooks.put(name, webhook(name, at, app));
            });
    return Collections.unmodifiableMap(webhooks);
  }

  private static Webhook webhook(String name, Cursor at, Form<String> app) {
    return new Webhook(
        name,
        at.at("url").required(Form.ENDPOINT, NOWHERE),
        at.at("secret").required(SECRET, new Secret("")),
        at.at("previousSecret").orNull(null, SECRET),
        some(at, "apps", app),
        some(at, "types", TYPE));
  }

  /** A list that may be left out; an empty one could mean all or none. */
  private static List<String> some(Cursor webhook, String key, Form<String> form) {
    var at = webhook.at(key);
    var items = at.items().stream().map(item -> item.required(form, "")).toList();
    if (webhook.has(key) && items.isEmpty()) {
      at.problem("List at least one of the " + key + ", or leave the key out for all.");
    }
    return items;
  }

  private static boolean isKey(String text) {
    if (!text.startsWith(PREFIX)) {
      return false;
    }
    try {
      int bytes = Base64.getDecoder().decode(text.substring(PREFIX.length())).length;
      return bytes >= LEAST_BYTES && bytes <= MOST_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
