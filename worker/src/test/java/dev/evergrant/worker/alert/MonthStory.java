package dev.evergrant.worker.alert;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.Topics;
import dev.evergrant.worker.alert.Desk.Authorization;
import dev.evergrant.worker.alert.Timetable.Deed;
import dev.evergrant.worker.alert.Timetable.Entry;
import dev.evergrant.worker.alert.Timetable.Person;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.lifecycle.QuietHours;
import dev.evergrant.worker.lifecycle.Samples;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A month of 5,000 people: every alert that was due is given, and no other. Another month is played
 * with {@code -Dmonth.seed=…}.
 */
class MonthStory {
  private static final long SEED = Long.getLong("month.seed", 20261102L);
  private static final Instant BEGIN = Instant.parse("2026-11-02T00:00:00Z");

  /** Hours from one batch to the next. */
  private static final int EVERY = 3;

  private static final Duration TOKEN_LIFE = Duration.ofDays(10);

  private final Timetable timetable = Timetable.of(SEED, BEGIN, 30);
  private final Desk desk = new Desk(BEGIN, alerts(), Samples.app(Samples.outreach()));
  private final Outreach outreach = new Outreach();
  private final Model model = new Model();
  private final Map<String, Person> people =
      timetable.entries().stream()
          .map(Entry::person)
          .distinct()
          .collect(Collectors.toMap(one -> one.connection().toString(), Function.identity()));
  private final List<Said> said = new ArrayList<>();
  private final TreeSet<String> tombstones = new TreeSet<>();

  @Test
  void everyAlertThatWasDueWasGivenAndNoOther() {
    System.out.println("month.seed=" + SEED);
    // When
    for (Instant hour : timetable.hours()) {
      pass(hour);
    }
    // Then
    assertThat(lines()).containsExactlyElementsOf(model.told);
    assertThat(tombstones).isEqualTo(model.tombstones);
    assertThatBatchesAreWhole();
    assertThat(model.crowdings).as("the owner's users were too many at times").isPositive();
    assertThat(model.reliefs).as("and few enough again").isPositive();
    for (String each : List.of("withdrawn", "not_needed", "let_go", "provider_revoked")) {
      assertThat(model.told).as(each).anyMatch(line -> line.contains(each));
    }
  }

  private void pass(Instant hour) {
    desk.at(hour);
    List<Entry> entries = timetable.within(hour);
    entries.forEach(outreach::happens);
    desk.authorize(
        entries.stream()
            .filter(entry -> entry.deed() == Deed.AUTHORIZE)
            .map(
                entry ->
                    new Authorization(
                        entry.person().connection(), entry.person().user(), entry.at()))
            .toList(),
        Desk.issued(TOKEN_LIFE));
    desk.withdraw(
        entries.stream()
            .filter(entry -> entry.deed() == Deed.WITHDRAW)
            .map(entry -> entry.person().connection())
            .toList());
    desk.rule.settle();
    entries.forEach(entry -> model.happens(entry, hour));
    model.countOwners(hour);

    List<Person> overdue = model.overdue(hour);
    List<Person> refused =
        desk.refresh(due -> outreach.refresh(due, hour)).stream()
            .map(connection -> people.get(connection.toString()))
            .toList();
    assertThat(refused).as("ended on time").containsAll(overdue);
    desk.rule.settle();
    refused.forEach(person -> model.refuses(person, hour));
    model.countOwners(hour);

    desk.forecast.look();
    if (hour.atOffset(ZoneOffset.UTC).getHour() % EVERY == 0) {
      desk.batches.make();
      model.tell(hour);
    }
    desk.letGo.letGo();
    model.letGo(hour);
    desk.restate.restate();
    for (Said each : desk.said()) {
      said.add(each);
      if (each.topic().equals(Topics.TOKEN_UPDATES) && each.data() == null) {
        tombstones.add(each.key() + " " + hour);
      }
    }
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Said each : said) {
      switch (each.data()) {
        case Alert.ReauthorizationRequired alert ->
            alert.connections().forEach(one -> lines.add(line(each, alert.kind(), one)));
        case Alert.ReauthorizationResolved alert ->
            alert.connections().forEach(one -> lines.add(line(each, "resolved", one)));
        case null, default -> {}
      }
    }
    return lines.stream().sorted().toList();
  }

  private static String line(Said said, String kind, Alert.Affected one) {
    int reminder = one.reminder() == null ? 0 : one.reminder();
    return Model.line(
        requireNonNull(said.at()), kind, one.connection(), one.reason(), one.at(), reminder);
  }

  /** One of a kind an hour and organization, in as many parts as it takes. */
  private void assertThatBatchesAreWhole() {
    var batches =
        said.stream().map(Part::of).flatMap(List::stream).collect(groupingBy(Part::batch));
    Map<String, Integer> perHour = new HashMap<>();
    batches
        .values()
        .forEach(
            parts -> {
              Part first = parts.getFirst();
              perHour.merge(first.group(), 1, Integer::sum);
              assertThat(parts).allMatch(part -> part.group().equals(first.group()));
              assertThat(parts).hasSize(first.parts());
              int sum = parts.stream().mapToInt(Part::size).sum();
              assertThat(parts).hasSize((sum + 499) / 500);
            });
    assertThat(perHour.values()).containsOnly(1);
    assertThat(batches.values()).anyMatch(parts -> parts.size() > 1);
  }

  private record Part(String batch, int parts, String group, int size) {
    static List<Part> of(Said said) {
      return switch (said.data()) {
        case Alert.ReauthorizationRequired one ->
            List.of(
                new Part(
                    one.batch(),
                    one.parts(),
                    said.at() + one.kind() + one.organization(),
                    one.connections().size()));
        case Alert.ReauthorizationResolved one ->
            List.of(
                new Part(
                    one.batch(),
                    one.parts(),
                    said.at() + "resolved" + one.organization(),
                    one.connections().size()));
        case null, default -> List.of();
      };
    }
  }

  private static Config.Alerts alerts() {
    Map<String, ZoneId> zones = new HashMap<>();
    Model.ZONES.forEach((name, ahead) -> zones.put(name, ZoneOffset.ofHours(ahead)));
    return new Config.Alerts(
        Duration.ofHours(EVERY),
        Model.AHEAD,
        Model.REMIND_EVERY,
        Model.REMINDERS,
        Model.LET_GO_AFTER,
        new QuietHours(
            LocalTime.of(Model.QUIET_FROM, 0),
            LocalTime.of(Model.QUIET_TO, 0),
            ZoneOffset.UTC,
            zones),
        Map.of());
  }
}
