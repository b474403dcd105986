package dev.evergrant.worker.work;

import static dev.evergrant.worker.work.Batch.result;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Lifecycle;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A provider's word on the app itself, beside what it says of a connection. */
class ChangesOfConfigurationTest {
  private static final Reply MISCONFIGURED = new Reply.Misconfigured("invalid_client");

  @Test
  void howeverManyRowsMeetTheSameRefusalItIsNotedOncePerCredentials() {
    // Given
    Due.Refresh one = refresh("production", "user-1", false);
    Due.Refresh two = refresh("production", "user-2", false);
    Due.Refresh other = refresh("development", "user-1", false);
    // When
    Changes changes =
        batch(one, two, other)
            .changedBy(
                result(one, MISCONFIGURED),
                result(two, new Reply.Misconfigured("invalid_scope")),
                result(other, MISCONFIGURED));
    // Then
    assertThat(changes.ofApps().misconfigured().keySet())
        .extracting(Credentials::name)
        .containsExactly("crm-sync/production", "crm-sync/development");
    assertThat(changes.ofApps().misconfigured().values())
        .extracting(AppChanges.Refusal::error)
        .containsOnly("invalid_client");
    assertThat(changes.postponedRefreshes()).hasSize(3);
    assertThat(changes.states()).isEmpty();
    assertThat(changes.messages()).isEmpty();
  }

  @ParameterizedTest(name = "probe {0}, answered {1}: works again {2}")
  @CsvSource(
      textBlock =
          """
          true,  issued,        true
          true,  refused,       true
          true,  misconfigured, false
          true,  throttled,     false
          true,  unavailable,   false
          true,  in doubt,      false
          false, issued,        false
          false, refused,       false
          """)
  void onlyAProbeThatGotAnAnswerShowsThatTheConfigurationWorks(
      boolean probe, String words, boolean works) {
    Due.Refresh due = refresh("production", "user-1", probe);
    Changes changes = batch(due).changedBy(result(due, reply(words)));
    assertThat(changes.ofApps().working()).hasSize(works ? 1 : 0);
    assertThat(changes.ofApps().misconfigured()).hasSize(words.equals("misconfigured") ? 1 : 0);
  }

  @Test
  void aProbeOfAGrantShowsItToo() {
    Due.Grant grant = Samples.grant(Samples.claim(false, 0, true));
    Changes changes =
        new Batch()
            .absent(grant.connection())
            .pending(grant.id())
            .changedBy(result(grant, Samples.issued()));
    assertThat(changes.ofApps().working()).containsOnlyKeys(credentials("production"));
  }

  @Test
  void aProbeOfAConnectionWithoutARefreshTokenAskedNobodyAndShowsNothing() {
    // Given
    Due.Refresh due = withoutRefreshToken(refresh("production", "user-1", true));
    Decision end = Lifecycle.withoutRefreshToken();
    Reply reply = new Reply.Refused("no_refresh_token");
    // When
    Changes changes = batch(due).changedBy(new Result(due, reply, end, Samples.ANSWERED, Map.of()));
    // Then
    assertThat(Batch.said(changes)).containsExactly("token.revoked");
    assertThat(changes.ofApps().working()).isEmpty();
  }

  @Test
  void aRefusalThatIsHeldForUnusualNumbersPausesItsEnvironment() {
    Due.Refresh due = refresh("production", "user-1", false);
    Decision hold =
        Lifecycle.after(
            due,
            Samples.app(Samples.outreach()),
            new Reply.Refused("invalid_grant"),
            Samples.SENT,
            Samples.ANSWERED,
            true,
            0);
    Changes changes =
        batch(due)
            .changedBy(
                new Result(
                    due, new Reply.Refused("invalid_grant"), hold, Samples.ANSWERED, Map.of()));
    assertThat(changes.ofApps().unusual()).containsOnlyKeys(credentials("production"));
    assertThat(changes.states()).isEmpty();
  }

  @ParameterizedTest(name = "probe {0}, refused {1} times before, answered {2}: {3}")
  @CsvSource(
      textBlock =
          """
          true,  0, issued,        issued
          true,  0, refused,       refused
          true,  1, issued,        issued of a refused one
          true,  1, refused,       refused of a refused one
          true,  1, misconfigured, nothing
          true,  1, throttled,     nothing
          true,  1, unavailable,   nothing
          true,  1, in doubt,      nothing
          false, 1, issued,        nothing
          false, 1, refused,       nothing
          """)
  void aProbeSaysWhatTheProviderAnswersAndAboutWhom(
      boolean probe, int refusals, String words, String heard) {
    Due.Refresh due = Samples.refresh(Samples.claim(new Due.Past(null, null, 0, refusals), probe));
    Changes changes = batch(due).changedBy(result(due, reply(words)));
    assertThat(
            changes.ofApps().probes().stream()
                .map(
                    answer ->
                        (answer.issued() ? "issued" : "refused")
                            + (answer.wasRefused() ? " of a refused one" : "")))
        .containsExactlyElementsOf(heard.equals("nothing") ? List.of() : List.of(heard));
  }

  /** Its own attempt's or its parent's, it says nothing of a provider that refuses everybody. */
  @ParameterizedTest(name = "in doubt {0}, shadowed {1}: {2} probes")
  @CsvSource({"false, false, 1", "true, false, 0", "false, true, 0"})
  void aProbesRefusalThatALostAnswerExplainsDoesNotCount(
      boolean inDoubt, boolean shadowed, int probes) {
    var past = new Due.Past(inDoubt ? Samples.CLAIMED : null, null, 0, 1, null, shadowed);
    Due.Refresh due = Samples.refresh(Samples.claim(past, true));
    Changes refused = batch(due).changedBy(result(due, reply("refused")));
    Changes issued = batch(due).changedBy(result(due, reply("issued")));
    assertThat(refused.ofApps().probes()).hasSize(probes);
    assertThat(issued.ofApps().probes()).hasSize(1);
  }

  @Test
  void aProbeThatLostItsRaceStillHeardTheProvidersWord() {
    Due.Refresh due = refresh("production", "user-1", true);
    Changes changes =
        new Batch().active(due.connection(), 2).changedBy(result(due, Samples.issued()));
    assertThat(changes.ofApps().working()).hasSize(1);
  }

  private static Batch batch(Due.Refresh... dues) {
    Batch batch = new Batch();
    for (Due.Refresh due : dues) {
      batch.active(due.connection(), 1);
    }
    return batch;
  }

  private static Due.Refresh refresh(String environment, String user, boolean probe) {
    return Samples.refresh(
        Samples.claim(false, 0, probe),
        new ConnectionId("crm-sync", environment, user),
        "acme",
        null);
  }

  private static Due.Refresh withoutRefreshToken(Due.Refresh due) {
    return new Due.Refresh(
        due.claim(),
        due.connection(),
        due.version(),
        due.consent(),
        null,
        null,
        due.scope(),
        due.issuedAt(),
        due.expiresAt(),
        null);
  }

  private static Credentials credentials(String environment) {
    return requireNonNull(Samples.app(Samples.outreach()).credentials().get(environment));
  }

  private static Reply reply(String words) {
    return switch (words) {
      case "issued" -> Samples.issued();
      case "refused" -> new Reply.Refused("invalid_grant");
      case "misconfigured" -> MISCONFIGURED;
      case "throttled" -> new Reply.Throttled(null);
      case "unavailable" -> new Reply.Unavailable("Connection refused.");
      case "in doubt" -> new Reply.InDoubt("The answer did not come.", true);
      default -> throw new IllegalArgumentException(words);
    };
  }
}
