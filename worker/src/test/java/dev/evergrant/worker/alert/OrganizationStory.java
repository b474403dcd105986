package dev.evergrant.worker.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** People are told by organization, whose name may be unknown, or another one by now. */
class OrganizationStory {
  private static final Instant BEGIN = Instant.parse("2026-11-02T00:00:00Z");
  private static final App APP = Samples.app(Samples.outreach());

  private final Desk desk =
      new Desk(
          BEGIN,
          Desk.USUAL,
          new App(
              APP.name(),
              APP.provider(),
              Set.of("acme-group", "acme"),
              APP.scopes(),
              APP.credentials()));

  @Test
  void whoeversOrganizationIsUnknownIsExpectedToEndAndToldWithoutOne() {
    connect("stranger", null);
    desk.pass(Duration.ofDays(6));
    desk.batches.make();
    assertThat(required())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.organization()).isNull();
              assertThat(alert.text()).startsWith("1 connection of an unknown organization ");
              assertThat(alert.connections().getFirst().at())
                  .isEqualTo(BEGIN.plus(Duration.ofDays(7)));
            });
  }

  @Test
  void usersOfTheOwnerUnderItsOldNameAndItsNewOneCountTogether() {
    IntStream.rangeClosed(1, 5).forEach(i -> connect("user-" + i, "acme"));
    IntStream.rangeClosed(6, 10).forEach(i -> connect("user-" + i, "acme-group"));
    desk.rule.settle();
    assertThat(ends()).isZero();
    connect("user-11", "acme-group");
    desk.rule.settle();
    assertThat(ends()).isEqualTo(11);
  }

  @Test
  void aRenamedOrganizationIsToldOnceUnderTheNameThatIsKnownByThen() {
    // Given
    connect("guest-1", "globex");
    connect("guest-2", "globex");
    desk.pass(Duration.ofDays(6));
    rename("globex", "globex-group");
    // When
    desk.batches.make();
    // Then
    assertThat(required())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.organization()).isEqualTo("globex-group");
              assertThat(alert.connections())
                  .extracting(Alert.Affected::subject)
                  .containsExactly("guest-1", "guest-2");
              assertThat(alert.connections())
                  .allMatch(one -> one.user() != null && one.user().organization() != null);
            });
    // When
    desk.batches.make();
    // Then
    assertThat(desk.said()).isEmpty();
  }

  @Test
  void whatIsSettledIsSaidUnderTheNewNameToo() {
    connect("guest-1", "globex");
    desk.pass(Duration.ofDays(6));
    desk.batches.make();
    rename("globex", "globex-group");
    desk.withdraw(List.of(id("guest-1")));
    desk.batches.make();
    assertThat(desk.said(Alert.ReauthorizationResolved.class))
        .extracting(Alert.ReauthorizationResolved::organization)
        .containsExactly("globex-group");
  }

  private void rename(String from, String to) {
    desk.said();
    List<ConnectionId> renamed =
        desk.premises.ask("SELECT connection FROM connection", String.class).stream()
            .map(ConnectionId::parse)
            .toList();
    desk.premises.execute(
        "UPDATE connection SET organization = ? WHERE organization = ?", to, from);
    desk.premises.jdbi().useTransaction(handle -> desk.reauthorizations.identify(handle, renamed));
  }

  private void connect(String user, @Nullable String organization) {
    desk.authorize(id(user), new User(null, null, organization));
  }

  private static ConnectionId id(String user) {
    return new ConnectionId("crm-sync", "development", user);
  }

  private List<Alert.ReauthorizationRequired> required() {
    return desk.said(Alert.ReauthorizationRequired.class);
  }

  private long ends() {
    return desk.premises.count("SELECT count(reauthorize_by) FROM connection");
  }
}
