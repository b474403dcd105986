package dev.evergrant.worker.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.store.ReauthorizationRows.Group;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
  private static final String LINK =
      "https://api.outreach.io/oauth/authorize?client_id=1&state=dev";
  private static final Instant AT = Instant.parse("2026-12-01T12:00:59Z");

  @Test
  void oneThatWillEnd() {
    assertThat(
            Wording.required(
                group("expiring", "globex"),
                List.of(named("user-42", "user42@globex.example", "development_expired", null)),
                LINK))
        .isEqualTo(
            """
            1 connection of globex to crm-sync (development, outreach) will end and must be authorized again:
            - user-42 <user42@globex.example>: the development grant's time is up, 2026-12-01 12:00 UTC
            Authorize here: https://api.outreach.io/oauth/authorize?client_id=1&state=dev\
            """);
  }

  @Test
  void severalThatHaveEnded() {
    assertThat(
            Wording.required(
                group("expired", null),
                List.of(
                    named("user-1", null, "provider_revoked", null),
                    named("user-2", null, "lost_in_flight", 2),
                    named("user-3", null, "refresh_token_expired", null)),
                LINK))
        .isEqualTo(
            """
            3 connections of an unknown organization to crm-sync (development, outreach) have ended and must be authorized again:
            - user-1: the provider has revoked it, 2026-12-01 12:00 UTC
            - user-2: the provider's last answer was lost, 2026-12-01 12:00 UTC, reminder 2
            - user-3: the authorization's time is up, 2026-12-01 12:00 UTC
            Authorize here: https://api.outreach.io/oauth/authorize?client_id=1&state=dev\
            """);
  }

  @Test
  void oneThatIsSettled() {
    assertThat(
            Wording.resolved(
                group("resolved", "globex"), List.of(named("user-1", null, "reauthorized", null))))
        .isEqualTo(
            """
            1 connection of globex to crm-sync (development, outreach) needs no new authorization any more:
            - user-1: it has been authorized again, 2026-12-01 12:00 UTC\
            """);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      textBlock =
          """
          withdrawn,        the user has withdrawn
          refreshed,        the provider has answered again
          not_needed,       the provider does not ask for it any more
          let_go,           'nobody authorized it again, and it is forgotten'
          operator_revoked, operator_revoked
          """)
  void everyReasonHasItsWords(String reason, String words) {
    assertThat(
            Wording.resolved(
                group("resolved", "globex"),
                List.of(named("user-1", null, reason, null), named("user-2", null, reason, null))))
        .contains("2 connections of globex")
        .contains(" need no new")
        .contains("- user-1: " + words + ", ");
  }

  @Test
  void ofManyTheFirstTwentyAreNamed() {
    String text =
        Wording.required(
            group("expired", "globex"),
            IntStream.range(0, 500)
                .mapToObj(i -> named("user-" + i, null, "development_expired", null))
                .toList(),
            LINK);
    assertThat(text.lines()).hasSize(23);
    assertThat(text).startsWith("500 connections ").contains("- user-19:", "\nand 480 more\n");
    assertThat(text).doesNotContain("user-20");
  }

  @Test
  void exactlyTwentyLeaveNoMore() {
    String text =
        Wording.required(
            group("expired", "globex"),
            IntStream.range(0, 20)
                .mapToObj(i -> named("user-" + i, null, "development_expired", null))
                .toList(),
            LINK);
    assertThat(text).doesNotContain("more").contains("user-19");
  }

  @Test
  void itIsPlainTextAndSaysNamesAsTheyAre() {
    assertThat(
            Wording.resolved(
                group("resolved", "<b>O'Brien & Söhne</b>"),
                List.of(named("*u_1* <i>", "ü&\"x\"@globex.example", "withdrawn", null))))
        .contains("<b>O'Brien & Söhne</b>", "- *u_1* <i> <ü&\"x\"@globex.example>: ");
  }

  private static Group group(String state, @Nullable String organization) {
    return new Group(state, "crm-sync", "development", "outreach", organization);
  }

  private static Alert.Affected named(
      String subject, @Nullable String email, String reason, @Nullable Integer reminder) {
    return new Alert.Affected(
        "crm-sync/development/" + subject,
        subject,
        new User(null, email, "globex"),
        reason,
        AT,
        reminder);
  }
}
