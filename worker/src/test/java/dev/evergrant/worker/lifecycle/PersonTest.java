package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.Person.Part;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each person is written as id, address and organization; a star marks what was learnt. */
class PersonTest {

  @ParameterizedTest(name = "{0}, told {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          - - -         | 1 a@x acme  | 1* a@x* acme*
          - - -         | - a@x -     | - a@x* -
          - - -         | - - -       | - - -
          1 a@x -       | 1 a@x acme  | 1 a@x acme*
          1 a@x acme    | 1 a@x globex| 1 a@x acme
          1 a@x acme    | - - -       | 1 a@x acme
          - a@x -       | 1 b@x acme  | 1* a@x acme*
          1* a@x* acme* | 1 a@x globex| 1* a@x* globex*
          1* a@x* acme* | 1 b@x acme  | 1* b@x* acme*
          1* a@x* acme* | 1 - -       | 1* a@x* acme*
          1* a@x* acme* | - - -       | 1* a@x* acme*
          1* a@x* acme* | 2 - -       | 2* - -
          1* a@x* acme* | 2 b@x -     | 2* b@x* -
          - a@x* acme*  | - A@X -     | - A@X* acme*
          - a@x* acme*  | - b@x -     | - b@x* -
          - a@x* acme*  | 2 - -       | 2* a@x* acme*
          1 a@x acme*   | 1 a@x globex| 1 a@x globex*
          1 a@x acme*   | 2 b@x -     | 1 a@x -
          """)
  void theEventsWordStandsAndTheProvidersLastOneReplacesItsEarlierOne(
      String before, String told, String after) {
    assertThat(written(person(before).toldToBe(person(told).user()))).isEqualTo(after);
  }

  @ParameterizedTest(name = "{0}, consents as {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          - - -         | 1 a@x acme | 1 a@x acme
          - - -         | - - -      | - - -
          1 a@x acme    | - - -      | 1* a@x* acme*
          1* a@x* acme* | - - -      | 1* a@x* acme*
          1* a@x* acme* | 1 - globex | 1 a@x* globex
          1 a@x acme    | 1 a@x -    | 1 a@x acme*
          1 a@x acme    | 2 - -      | 2 - -
          1 a@x acme    | - b@x -    | - b@x -
          """)
  void aNewConsentKeepsWhatItLeavesOutUntilTheProviderHasAnswered(
      String before, String said, String after) {
    assertThat(written(person(before).consentsAs(person(said).user()))).isEqualTo(after);
  }

  @Test
  void afterAConsentOfSomebodyUnnamedTheAnswerDecides() {
    Person kept = person("1 a@x acme").consentsAs(User.UNKNOWN);
    assertThat(written(kept.toldToBe(person("2 b@x -").user()))).isEqualTo("2* b@x* -");
  }

  private static Person person(String written) {
    String[] parts = written.strip().split(" +", -1);
    Set<Part> learnt = EnumSet.noneOf(Part.class);
    return new Person(
        new User(
            part(Part.ID, parts[0], learnt),
            part(Part.EMAIL, parts[1], learnt),
            part(Part.ORGANIZATION, parts[2], learnt)),
        learnt);
  }

  private static @Nullable String part(Part part, String written, Set<Part> learnt) {
    if (written.endsWith("*")) {
      learnt.add(part);
    }
    return written.equals("-") ? null : written.replace("*", "");
  }

  private static String written(Person person) {
    User user = person.user();
    return written(person, Part.ID, user.id())
        + " "
        + written(person, Part.EMAIL, user.email())
        + " "
        + written(person, Part.ORGANIZATION, user.organization());
  }

  private static String written(Person person, Part part, @Nullable String value) {
    return (value == null ? "-" : value) + (person.learnt().contains(part) ? "*" : "");
  }
}
