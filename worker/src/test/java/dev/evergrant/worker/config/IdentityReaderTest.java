package dev.evergrant.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.lifecycle.Identity;
import dev.evergrant.worker.lifecycle.Identity.Pointers;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityReaderTest {
  private static final URI ME = URI.create("https://a.example/me");

  @Test
  void aSinglePointerIsOverriddenAndTheOthersStay() {
    assertThat(read("outreach", "{ organization: /org/name }"))
        .isEqualTo(new Identity.Claims(new Pointers("/org_user_id", "/sub", "/org/name")));
    assertThat(read("github", "{ url: https://a.example/me, id: null }"))
        .isEqualTo(new Identity.UserInfo(ME, new Pointers(null, "/email", null)));
  }

  @Test
  void aProviderThatTellsItInAnotherWayTellsItInOtherPlaces() {
    assertThat(read("outreach", "{ from: user_info, url: https://a.example/me, id: /data/id }"))
        .isEqualTo(new Identity.UserInfo(ME, new Pointers("/data/id", null, null)));
    assertThat(read("github", "{ from: access_token, email: /sub }"))
        .isEqualTo(new Identity.Claims(new Pointers(null, "/sub", null)));
  }

  @Test
  void nullMeansThatTheProviderTellsNothing() {
    assertThat(read("outreach", "null")).isNull();
    assertThat(Sample.named("box", Catalogue.builtIn()).identity()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          box      | { id: /id }                               | from: This is required.
          box      | { from: id_token, id: /id }               | from: Write one of: access_token, user_info
          box      | { from: user_info, id: /id }              | url: This is required.
          box      | { from: user_info, url: http://a.example/, id: /id } | url: Write an https URL
          box      | { from: access_token }                    | Say where at least one of
          outreach | { url: https://a.example/me }             | url: Leave this out
          outreach | { id: org_user_id }                       | id: Write a JSON pointer
          outreach | { id: /a~2b }                             | id: Write a JSON pointer
          outreach | { id: '' }                                | id: Write a JSON pointer
          outreach | { organisation: /o }                      | organisation: This key is unknown; did you mean `organization`?
          outreach | access_token                              | Write keys with values
          """)
  void aWrongValueIsAProblemThatSaysWhatToDo(String provider, String identity, String problem) {
    assertThat(Sample.problems("providers: { " + provider + ": { identity: " + identity + " } }"))
        .singleElement()
        .asString()
        .contains("providers." + provider + ".identity")
        .contains(problem);
  }

  private static @Nullable Identity read(String provider, String identity) {
    return Sample.named(
            provider,
            Sample.read("providers: { " + provider + ": { identity: " + identity + " } }")
                .providers())
        .identity();
  }
}
