package dev.evergrant.worker.alert;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** 100,000 development grants end within one hour. */
class ManyEndsStory {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  /** By organization; the last one is unknown. */
  private static final List<Integer> SIZES = List.of(50_000, 30_001, 14_999, 3_999, 500, 1, 500);

  private final Premises premises = Premises.empty();

  @Test
  void theyMakeAsFewBatchesAsTheyCanInASmallJvm() {
    // Given
    premises.at(NOW);
    for (int i = 0; i < SIZES.size(); i++) {
      seed(i == SIZES.size() - 1 ? null : "organization-" + i, i + "-", SIZES.get(i));
    }
    // When
    long begin = System.nanoTime();
    int exit =
        OtherJvm.run(
            List.of("-Xmx48m", "-XX:+ExitOnOutOfMemoryError"),
            DoomedDesk.class,
            premises.place().url(),
            premises.place().user(),
            premises.place().password().reveal(),
            "",
            "nothing",
            "0");
    System.out.println(
        "100,000 ends took " + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
    // Then
    assertThat(exit).isZero();
    var parts = new Desk.Outbox(premises).said(Alert.ReauthorizationRequired.class);
    var batches = parts.stream().collect(groupingBy(Alert.ReauthorizationRequired::batch));
    List<String> made = new ArrayList<>();
    Set<String> named = new HashSet<>();
    for (var each : batches.values()) {
      assertThat(each).hasSize(each.getFirst().parts());
      for (var part : each) {
        part.connections().forEach(one -> assertThat(named.add(one.connection())).isTrue());
      }
      made.add(each.getFirst().organization() + " " + each.size());
    }
    assertThat(named).hasSize(SIZES.stream().mapToInt(Integer::intValue).sum());
    assertThat(made)
        .containsExactlyInAnyOrder(
            "organization-0 100",
            "organization-1 61",
            "organization-2 30",
            "organization-3 8",
            "organization-4 1",
            "organization-5 1",
            "null 1");
  }

  private void seed(@Nullable String organization, String prefix, int n) {
    premises
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO reauthorization (connection, app, environment, subject,
                          provider, organization, user_email, state, reason, at, due_at, since)
                        SELECT 'crm-sync/development/' || name, 'crm-sync', 'development', name,
                          'outreach', :organization, name || '@example.com', 'expired',
                          'development_expired',
                          evergrant_now() - random() * interval '1 hour', evergrant_now(),
                          evergrant_now() - interval '7 days'
                        FROM (SELECT 'user-' || :prefix || i AS name
                          FROM generate_series(1, :n) AS i) AS names\
                        """)
                    .bind("organization", organization)
                    .bind("prefix", prefix)
                    .bind("n", n)
                    .execute());
  }
}
