package dev.evergrant.worker.config;

import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Secret;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code apps}. */
final class AppsReader {

  private static final List<String> ENVIRONMENTS = List.of("production", "development");

  private AppsReader() {}

  static Map<String, App> read(Cursor section, Map<String, Profile> providers) {
    var apps = new LinkedHashMap<String, App>();
    section
        .entries()
        .forEach(
            (name, at) -> {
              Names.check(name, at);
              apps.put(name, app(name, at, providers));
            });
    if (apps.isEmpty()) {
      section.problem("Name at least one app here, with its provider and credentials.");
    }
    return Collections.unmodifiableMap(apps);
  }

  private static App app(String name, Cursor at, Map<String, Profile> providers) {
    return new App(
        name,
        at.at("provider").required(Form.oneOf(providers), providers.values().iterator().next()),
        owners(at.at("organization")),
        texts(at.at("scopes"), Form.SCOPE),
        credentials(name, at.at("credentials")));
  }

  /** One name, or a list: after a change of name, the new one first. */
  private static Set<String> owners(Cursor at) {
    if (at.isList()) {
      return new LinkedHashSet<>(texts(at, Form.TEXT));
    }
    String owner = at.orNull(null, Form.TEXT);
    return owner == null ? Set.of() : Set.of(owner);
  }

  private static Map<String, Credentials> credentials(String app, Cursor section) {
    var credentials = new LinkedHashMap<String, Credentials>();
    var states = new HashSet<String>();
    for (String environment : ENVIRONMENTS) {
      var at = section.at(environment);
      if (section.has(environment)) {
        credentials.put(
            environment,
            new Credentials(
                app,
                environment,
                at.at("clientId").required(Form.TEXT, ""),
                new Secret(at.at("clientSecret").required(Form.TEXT, "")),
                redirectUris(at.at("redirectUris")),
                states(at.at("states"), states)));
      }
    }
    if (credentials.isEmpty()) {
      section.problem("Write the credentials of production, of development, or of both here.");
    }
    return Collections.unmodifiableMap(credentials);
  }

  private static List<String> redirectUris(Cursor at) {
    var uris = texts(at, Form.REDIRECT_URI);
    if (uris.isEmpty()) {
      at.problem("List at least one redirect URI, as it is registered at the provider.");
    }
    return uris;
  }

  private static List<String> states(Cursor at, Set<String> ofOtherEnvironments) {
    var states = new ArrayList<String>();
    for (var item : at.items()) {
      String state = item.required(Form.TEXT, "");
      if (ofOtherEnvironments.contains(state)) {
        item.problem(
            "Remove this state here or there: both environments list it, and it must tell them"
                + " apart.");
      }
      states.add(state);
    }
    ofOtherEnvironments.addAll(states);
    ofOtherEnvironments.remove("");
    return List.copyOf(states);
  }

  private static List<String> texts(Cursor at, Form<String> form) {
    return at.items().stream().map(item -> item.required(form, "")).toList();
  }
}
