package dev.evergrant.devkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FaultsTest {
  private Outreach outreach;

  @BeforeEach
  void start() throws Exception {
    outreach = Outreach.start();
  }

  @AfterEach
  void stop() throws Exception {
    outreach.close();
  }

  private void next(Fault.Kind kind) {
    outreach.simulator.faults().set(Fault.once(kind));
  }

  /**
   * The last entry, once its answer has left: the client may know of the answer a moment before.
   */
  private HistoryEntry lastEntry() {
    long giveUp = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    HistoryEntry last = outreach.simulator.history().getLast();
    while (last.sent() == null && System.nanoTime() < giveUp) {
      Thread.onSpinWait();
      last = outreach.simulator.history().getLast();
    }
    return last;
  }

  /** A refresh under this fault, after which the first token is either spent or not. */
  private void assertCommits(Outreach.Reply first, boolean commits) throws Exception {
    outreach.simulator.settings(settings -> settings.withFamilyRevokedOnReuse(false));
    assertThat(outreach.refresh(first.refreshToken()).status()).isEqualTo(commits ? 400 : 200);
  }

  @ParameterizedTest
  @EnumSource(names = {"DROP_RESPONSE", "TRUNCATE"})
  void theConnectionBreaksAfterTheCommit(Fault.Kind kind) throws Exception {
    var first = outreach.connect("user42@acme.example");
    next(kind);

    assertThatThrownBy(() -> outreach.refresh(first.refreshToken()))
        .isInstanceOf(IOException.class);

    assertThat(lastEntry().outcome()).isEqualTo("issued");
    assertThat(lastEntry().sent()).isEqualTo(kind == Fault.Kind.TRUNCATE ? "truncated" : "dropped");
    assertCommits(first, true);
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR_BEFORE, 503, false",
    "ERROR_AFTER, 503, true",
    "HTML, 200, false",
    "OK_WITH_ERROR_BODY, 200, false",
    "INVALID_GRANT_ALL, 400, false",
    "THROTTLE, 429, false"
  })
  void anotherAnswerIsGivenInItsPlace(Fault.Kind kind, int status, boolean commits)
      throws Exception {
    var first = outreach.connect("user42@acme.example");
    next(kind);

    var reply = outreach.refresh(first.refreshToken());

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.body()).doesNotContain("access_token");
    assertThat(lastEntry().fault()).isEqualTo(kind.wireName());
    assertThat(lastEntry().sent()).isEqualTo("replaced");
    assertCommits(first, commits);
  }

  @ParameterizedTest
  @CsvSource({
    "SECONDS, 90",
    "HTTP_DATE, 'Tue, 24 Nov 2026 12:01:30 GMT'",
    "EPOCH, 1795521690",
    "ISO8601, 2026-11-24T12:01:30Z"
  })
  void retryAfterComesInEveryForm(RetryAfterForm form, String expected) throws Exception {
    var fault = Fault.once(Fault.Kind.THROTTLE).withRetryAfter(Duration.ofSeconds(90), form);
    outreach.simulator.faults().set(fault);

    var reply = outreach.connect("user42@acme.example");

    assertThat(reply.headers()).containsEntry("retry-after", expected);
  }

  @ParameterizedTest
  @EnumSource(names = {"SLOW_DRIP", "HANG", "DELAY"})
  void theAnswerComesLateButWhole(Fault.Kind kind) throws Exception {
    outreach.simulator.faults().set(Fault.once(kind).lasting(Duration.ofMillis(300)));
    long before = System.nanoTime();

    var reply = outreach.connect("user42@acme.example");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(outreach.me(reply.accessToken()).status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(299));
  }

  @Test
  void aReplyWithoutARefreshTokenLeavesTheOldOneValid() throws Exception {
    var first = outreach.connect("user42@acme.example");
    next(Fault.Kind.NO_REFRESH_TOKEN);

    var second = outreach.refresh(first.refreshToken());

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json().has("refresh_token")).isFalse();
    assertThat(outreach.refresh(first.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void aTokenThatWasReplacedIsNotBroughtBackByAReplyWithoutOne() throws Exception {
    outreach.simulator.settings(settings -> settings.withRotation(Rotation.GRACE));
    var first = outreach.connect("user42@acme.example");
    outreach.refresh(first.refreshToken());
    next(Fault.Kind.NO_REFRESH_TOKEN);

    var again = outreach.refresh(first.refreshToken());

    assertThat(outreach.refresh(again.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void aReplyMayLeaveOutWhenItExpires() throws Exception {
    next(Fault.Kind.NO_EXPIRES_IN);
    var reply = outreach.connect("user42@acme.example");
    assertThat(reply.json().has("expires_in")).isFalse();
    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void aFaultHitsOnlyTheCallsItIsMeantFor() throws Exception {
    var fault =
        Fault.of(Fault.Kind.ERROR_BEFORE)
            .onGrantType("refresh_token")
            .onEnvironment(Environment.PRODUCTION)
            .withStatus(502);
    outreach.simulator.faults().set(fault);

    var production = outreach.connect("user42@acme.example");
    var development = outreach.connect("user42@acme.example", Environment.DEVELOPMENT);

    assertThat(production.status()).isEqualTo(200);
    assertThat(outreach.refresh(production.refreshToken()).status()).isEqualTo(502);
    assertThat(outreach.refresh(production.refreshToken()).status()).isEqualTo(502);
    var form = Outreach.refreshForm(development.refreshToken(), Environment.DEVELOPMENT);
    assertThat(outreach.token(form).status()).isEqualTo(200);
  }

  @Test
  void aFaultOfNoProbabilityNeverHits() throws Exception {
    outreach.simulator.faults().set(Fault.of(Fault.Kind.HTML).withProbability(0));
    assertThat(outreach.connect("user42@acme.example").json().has("access_token")).isTrue();
  }
}
