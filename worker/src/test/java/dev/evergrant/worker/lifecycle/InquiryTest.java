package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.User;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InquiryTest {

  @ParameterizedTest(name = "known {0} {1} {2}; the provider tells {3} {4} {5}: {6}")
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          -, -,   -,    /id, /email, /org, true
          -, -,   acme, /id, /email, /org, true
          1, -,   -,    /id, /email, /org, true
          1, a@x, -,    /id, /email, /org, true
          1, a@x, acme, /id, /email, /org, false
          1, -,   acme, /id, /email, /org, false
          -, a@x, acme, /id, /email, /org, false
          1, -,   -,    /id, /email, -,    false
          -, a@x, -,    /id, -,      -,    false
          -, -,   -,    -,   /email, -,    true
          -, -,   acme, -,   -,      /org, false
          -, -,   -,    -,   -,      -,    false
          """)
  void theProviderIsAskedWhenItCanTellWhatIsLacking(
      @Nullable String id,
      @Nullable String email,
      @Nullable String organization,
      @Nullable String tellsId,
      @Nullable String tellsEmail,
      @Nullable String tellsOrganization,
      boolean worthwhile) {
    Identity how =
        new Identity.Claims(new Identity.Pointers(tellsId, tellsEmail, tellsOrganization));
    assertThat(Inquiry.isWorthwhile(how, new User(id, email, organization))).isEqualTo(worthwhile);
  }

  @Test
  void aProviderThatTellsNothingIsNotAsked() {
    assertThat(Inquiry.isWorthwhile(null, User.UNKNOWN)).isFalse();
  }

  @Test
  void onlyDevelopmentConnectionsAreLookedAtAgain() {
    assertThat(Inquiry.again(Samples.connection("development"))).isEqualTo(Duration.ofDays(7));
    assertThat(Inquiry.again(Samples.connection("production"))).isNull();
  }

  @ParameterizedTest
  @CsvSource({"0, PT16H, PT20H", "0.5, PT22H, PT26H", "0.999, PT28H, PT32H"})
  void anOutageIsSatOutForAboutADay(double chance, Duration least, Duration most) {
    Duration all = Duration.ZERO;
    int failures = 0;
    for (Duration wait = Inquiry.retry(0, null, chance);
        wait != null;
        wait = Inquiry.retry(++failures, null, chance)) {
      assertThat(wait).isBetween(Duration.ofSeconds(7), Duration.ofMinutes(75));
      all = all.plus(wait);
    }
    assertThat(all).isBetween(least, most);
  }

  @Test
  void aProviderThatAsksForALongerWaitGetsIt() {
    Duration asked = Duration.ofMinutes(40);
    assertThat(Inquiry.retry(0, asked, 0)).isEqualTo(asked);
    assertThat(Inquiry.retry(20, asked, 0)).isEqualTo(Duration.ofMinutes(45));
  }
}
