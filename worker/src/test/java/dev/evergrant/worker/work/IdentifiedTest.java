package dev.evergrant.worker.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.Person;
import dev.evergrant.worker.lifecycle.Samples;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.provider.IdentityEndpoint.Answer;
import dev.evergrant.worker.store.IdentityRows.Current;
import dev.evergrant.worker.store.IdentityRows.Due;
import dev.evergrant.worker.store.IdentityRows.Next;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentifiedTest {
  private static final Person NAMED = Person.saidToBe(new User("1042", null, null));
  private static final User ACME = new User(null, null, "acme");

  @ParameterizedTest(name = "{0} in {1} after {2} failures: settled {3}, again after {4}")
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          told,    development, 0,  true,  PT168H,  0
          told,    production,  3,  true,  -,       0
          not now, production,  0,  false, PT10S,   1
          not now, production,  5,  false, PT320S,  6
          not now, development, 31, false, PT1H,    32
          not now, production,  32, true,  -,       0
          not now, development, 32, true,  PT168H,  0
          refused, production,  0,  true,  -,       0
          refused, development, 4,  true,  PT168H,  0
          """)
  void anAnswerSettlesItAndAnOutageIsSatOut(
      String what,
      String environment,
      int failures,
      boolean settled,
      @Nullable Duration again,
      int failuresAfter) {
    ConnectionId id = Samples.connection(environment);
    Answer answer =
        switch (what) {
          case "told" -> new Answer.Told(ACME);
          case "not now" -> new Answer.NotNow("An outage.", null);
          default -> new Answer.Refused("Not this one.");
        };
    Person after = what.equals("told") ? NAMED.toldToBe(ACME) : NAMED;
    assertThat(Identified.after(due(id, failures), answer, row(id, 1), 0.5))
        .isEqualTo(new Next(id, after, settled, again, failuresAfter));
  }

  @Test
  void aRefusalOfATokenThatWasReplacedMeanwhileSettlesNothing() {
    ConnectionId id = Samples.connection("production");
    Next next = Identified.after(due(id, 2), new Answer.Refused("Expired."), row(id, 2), 0.5);
    assertThat(next).isEqualTo(new Next(id, NAMED, false, Duration.ofSeconds(10), 3));
  }

  private static Due due(ConnectionId id, int failures) {
    return new Due(id, 1, Samples.CONSENTED, failures, new Secret("access"));
  }

  private static Current row(ConnectionId id, long version) {
    return new Current(id, Samples.CONSENTED, version, NAMED);
  }
}
