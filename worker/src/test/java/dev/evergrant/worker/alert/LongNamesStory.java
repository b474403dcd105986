package dev.evergrant.worker.alert;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.alert.Desk.Authorization;
import dev.evergrant.worker.lifecycle.Samples;
import dev.evergrant.worker.store.OutboxRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The longest names that an event may bring, in every field, and as many bytes as they can have.
 */
class LongNamesStory {
  private static final Instant BEGIN = Instant.parse("2026-11-02T00:00:00Z");
  private static final int PEOPLE = 1_200;

  /** What a Kafka broker takes as one record, by default, and some room for its headers. */
  private static final int LARGEST_RECORD = 1_048_576 - 4_096;

  private final Desk desk = new Desk(BEGIN, Desk.USUAL, Samples.app(Samples.outreach()));

  @ParameterizedTest(name = "of nothing but {0}")
  @ValueSource(strings = {"語", "\"", "\\", "a"})
  void noEventIsTooLargeForKafkaAndEachCanBeReadBack(String character) {
    // Given
    desk.authorize(
        IntStream.range(0, PEOPLE)
            .mapToObj(
                i ->
                    new Authorization(
                        new ConnectionId("crm-sync", "development", filled(character, i, 200)),
                        new User(
                            filled(character, i, 320),
                            filled(character, i, 320),
                            character.repeat(320)),
                        BEGIN))
            .toList(),
        Desk.issued(Duration.ofDays(12)));
    desk.said();
    desk.pass(Duration.ofDays(6));
    // When
    desk.batches.make();
    // Then
    assertThat(new OutboxRows().oldest(desk.premises.jdbi(), 1_000))
        .allMatch(
            one -> requireNonNull(one.message().payload()).length < LARGEST_RECORD, "small enough");
    List<Alert.ReauthorizationRequired> parts = desk.said(Alert.ReauthorizationRequired.class);
    assertThat(parts).allMatch(part -> part.parts() == parts.size());
    assertThat(parts).allMatch(part -> part.connections().size() <= 500);
    assertThat(parts.stream().flatMap(part -> part.connections().stream()))
        .extracting(Alert.Affected::connection)
        .hasSize(PEOPLE)
        .doesNotHaveDuplicates();
  }

  private static String filled(String character, int number, int length) {
    String digits = String.valueOf(number);
    return digits + character.repeat(length - digits.length());
  }
}
