package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.lifecycle.ChooseCredentials.Chosen;
import dev.evergrant.worker.lifecycle.ChooseCredentials.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every environment with every state, against a redirect URI of both environments, of one, of the
 * other and of none. P and D: chosen; a field's name: refused because of it; -: left out.
 */
class ChooseCredentialsTest {

  private static final String BOTH = "https://crm.example/cb";
  private static final String OF_PRODUCTION = "https://crm.example/p";
  private static final String OF_DEVELOPMENT = "https://crm.example/d";
  private static final String OF_NONE = "https://evil.example/cb";

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      textBlock =
          """
          -           | -      | P           | P           | D           | redirectUri
          -           | random | P           | P           | D           | redirectUri
          -           | dev    | D           | redirectUri | D           | redirectUri
          production  | -      | P           | P           | redirectUri | redirectUri
          production  | random | P           | P           | redirectUri | redirectUri
          production  | dev    | state       | state       | redirectUri | redirectUri
          development | -      | D           | redirectUri | D           | redirectUri
          development | random | D           | redirectUri | D           | redirectUri
          development | dev    | D           | redirectUri | D           | redirectUri
          staging     | -      | environment | environment | environment | environment
          staging     | random | environment | environment | environment | environment
          staging     | dev    | environment | environment | environment | environment
          """)
  void whereOnlyDevelopmentHasAStateProductionNeedsNone(
      @Nullable String environment,
      @Nullable String state,
      String both,
      String ofProduction,
      String ofDevelopment,
      String ofNone) {
    var app = app(List.of(), List.of("dev"));
    assertThat(row(app, environment, state))
        .containsExactly(both, ofProduction, ofDevelopment, ofNone);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      textBlock =
          """
          -           | -      | D           | P           | D           | redirectUri
          -           | random | D           | P           | D           | redirectUri
          -           | live   | P           | P           | redirectUri | redirectUri
          production  | live   | P           | P           | redirectUri | redirectUri
          development | live   | state       | redirectUri | state       | redirectUri
          """)
  void whereOnlyProductionHasAStateDevelopmentNeedsNone(
      @Nullable String environment,
      @Nullable String state,
      String both,
      String ofProduction,
      String ofDevelopment,
      String ofNone) {
    var app = app(List.of("live"), List.of());
    assertThat(row(app, environment, state))
        .containsExactly(both, ofProduction, ofDevelopment, ofNone);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      textBlock =
          """
          -           | -      | environment | P           | D           | redirectUri
          -           | random | environment | P           | D           | redirectUri
          production  | -      | P           | P           | redirectUri | redirectUri
          production  | random | P           | P           | redirectUri | redirectUri
          development | -      | D           | redirectUri | D           | redirectUri
          development | random | D           | redirectUri | D           | redirectUri
          staging     | -      | environment | environment | environment | environment
          """)
  void withoutStatesARedirectUriOfBothLeavesItOpen(
      @Nullable String environment,
      @Nullable String state,
      String both,
      String ofProduction,
      String ofDevelopment,
      String ofNone) {
    var app = app(List.of(), List.of());
    assertThat(row(app, environment, state))
        .containsExactly(both, ofProduction, ofDevelopment, ofNone);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      textBlock =
          """
          -           | -      | environment | P           | D           | redirectUri
          -           | random | environment | P           | D           | redirectUri
          -           | live   | P           | P           | redirectUri | redirectUri
          -           | dev    | D           | redirectUri | D           | redirectUri
          production  | -      | P           | P           | redirectUri | redirectUri
          production  | live   | P           | P           | redirectUri | redirectUri
          production  | dev    | state       | state       | redirectUri | redirectUri
          development | -      | D           | redirectUri | D           | redirectUri
          development | live   | state       | redirectUri | state       | redirectUri
          development | dev    | D           | redirectUri | D           | redirectUri
          """)
  void whereBothHaveStatesAnotherStateLeavesItOpen(
      @Nullable String environment,
      @Nullable String state,
      String both,
      String ofProduction,
      String ofDevelopment,
      String ofNone) {
    var app = app(List.of("live"), List.of("dev"));
    assertThat(row(app, environment, state))
        .containsExactly(both, ofProduction, ofDevelopment, ofNone);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      textBlock =
          """
          -           | -      | P           | P           | redirectUri | redirectUri
          -           | dev    | P           | P           | redirectUri | redirectUri
          production  | dev    | P           | P           | redirectUri | redirectUri
          development | -      | environment | environment | environment | environment
          """)
  void whereThereIsOnlyOneEnvironmentItIsThat(
      @Nullable String environment,
      @Nullable String state,
      String both,
      String ofProduction,
      String ofDevelopment,
      String ofNone) {
    var app = Apps.app("https://a.example", List.of(), production(List.of()));
    assertThat(row(app, environment, state))
        .containsExactly(both, ofProduction, ofDevelopment, ofNone);
  }

  @Test
  void aRefusalSaysWhyInOurOwnWordsOnly() {
    var app = app(List.of(), List.of());
    assertThat(ChooseCredentials.choose(app, null, "r4ndom", BOTH))
        .isEqualTo(
            new Refusal(
                "environment",
                "is missing, and neither state nor redirectUri tells the environments of crm-sync"
                    + " apart: set it."));
    assertThat(ChooseCredentials.choose(app, "s3cret", "r4ndom", OF_NONE))
        .isEqualTo(
            new Refusal("environment", "is none of crm-sync: send production or development."));
    assertThat(ChooseCredentials.choose(app(List.of(), List.of("dev")), null, "dev", OF_PRODUCTION))
        .isEqualTo(
            new Refusal(
                "redirectUri",
                "is registered for another environment than crm-sync/development, which the state"
                    + " means: send the state and the URI of the same authorization request."));
  }

  private static List<String> row(App app, @Nullable String environment, @Nullable String state) {
    return List.of(BOTH, OF_PRODUCTION, OF_DEVELOPMENT, OF_NONE).stream()
        .map(uri -> ChooseCredentials.choose(app, environment, state, uri))
        .map(
            choice ->
                switch (choice) {
                  case Chosen(var credentials) ->
                      credentials.environment().equals("production") ? "P" : "D";
                  case Refusal(var field, var _) -> field;
                })
        .toList();
  }

  private static App app(List<String> productionStates, List<String> developmentStates) {
    return Apps.app(
        "https://a.example",
        List.of(),
        production(productionStates),
        Apps.credentials("development", List.of(BOTH, OF_DEVELOPMENT), developmentStates));
  }

  private static Credentials production(List<String> states) {
    return Apps.credentials("production", List.of(BOTH, OF_PRODUCTION), states);
  }
}
