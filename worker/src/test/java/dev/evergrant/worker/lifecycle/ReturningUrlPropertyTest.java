package dev.evergrant.worker.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** The link of an alert leads back to the credentials that the alert is about. */
class ReturningUrlPropertyTest {
  private static final String OUTREACH = "https://api.outreach.io/oauth/authorize?x=1";

  @Property(tries = 2_000)
  void whereAnythingTellsTheCredentialsApartTheLinkDoes(@ForAll("apps") App app) {
    for (Credentials credentials : app.credentials().values()) {
      Map<String, String> query = query(AuthorizeUrl.thatReturns(app, credentials));
      String redirectUri = requireNonNull(query.get("redirect_uri"));
      assertThat(query).containsEntry("client_id", credentials.clientId());
      assertThat(query).containsEntry("response_type", "code").containsEntry("x", "1");
      assertThat(query).containsEntry("scope", "users.read accounts.all");
      assertThat(credentials.redirectUris()).contains(redirectUri);
      boolean returns = leadsTo(app, credentials, query.get("state"), redirectUri);
      assertThat(returns).isEqualTo(canBeToldApart(app, credentials));
    }
  }

  /** Whether there is a state and redirect URI of theirs by which these are chosen. */
  private static boolean canBeToldApart(App app, Credentials credentials) {
    return credentials.redirectUris().stream()
        .anyMatch(
            uri ->
                Stream.concat(Stream.of("none of theirs"), credentials.states().stream())
                    .anyMatch(state -> leadsTo(app, credentials, state, uri)));
  }

  private static boolean leadsTo(
      App app, Credentials credentials, @Nullable String state, String redirectUri) {
    return ChooseCredentials.choose(app, null, state, redirectUri)
        .equals(new ChooseCredentials.Chosen(credentials));
  }

  private static Map<String, String> query(String url) {
    Map<String, String> query = new HashMap<>();
    for (String each : URI.create(url).getRawQuery().split("&", -1)) {
      String[] parts = each.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
    }
    return query;
  }

  @Provide
  Arbitrary<App> apps() {
    return Combinators.combine(uris(), uris(), states("live", "p&q=1"), states("dev", "ü ?"))
        .as(
            (ofProduction, ofDevelopment, production, development) ->
                Apps.app(
                    OUTREACH,
                    List.of("users.read", "accounts.all"),
                    Apps.credentials("production", ofProduction, production),
                    Apps.credentials("development", ofDevelopment, development)));
  }

  private static Arbitrary<List<String>> uris() {
    return Arbitraries.of("https://a/cb", "https://b/cb?x=1&y=é", "http://localhost:8080/cb")
        .set()
        .ofMinSize(1)
        .map(ArrayList::new);
  }

  private static Arbitrary<List<String>> states(String one, String other) {
    return Arbitraries.of(Set.of(one, other)).set().ofMaxSize(2).map(ArrayList::new);
  }
}
