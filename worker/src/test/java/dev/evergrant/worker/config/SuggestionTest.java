package dev.evergrant.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

  private static final List<String> KNOWN = List.of("clientId", "clientSecret", "states", "url");

  @ParameterizedTest
  @CsvSource({
    "client_id, clientId",
    "ClientID, clientId",
    "client-secret, clientSecret",
    "clinetSecret, clientSecret",
    "clientSecrt, clientSecret",
    "state, states",
    "uri, url",
  })
  void aSlipOrAnotherSpellingIsRecognized(String written, String meant) {
    assertThat(Suggestion.among(KNOWN, written)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"secret", "id", "u", "redirectUris"})
  void anotherWordIsNot(String written) {
    assertThat(Suggestion.among(KNOWN, written)).isEmpty();
  }

  @Test
  void withoutASuggestionTheKnownWordsAreListed() {
    assertThat(Suggestion.clause(KNOWN, "scopes"))
        .isEqualTo("; known here: clientId, clientSecret, states, url.");
  }
}
