package dev.evergrant.worker.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.alert.Desk.Authorization;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Batches are made while users authorize again, withdraw and are refused. */
class BusyBatchStory {
  private static final Instant BEGIN = Instant.parse("2026-11-02T00:00:00Z");
  private static final Duration LIFE = Duration.ofDays(30);
  private static final int PEOPLE = 3_000;
  private static final int AT_ONCE = 25;

  private final Desk desk = new Desk(BEGIN, Desk.USUAL, Samples.app(Samples.outreach()));
  private final List<ConnectionId> all =
      IntStream.range(0, PEOPLE)
          .mapToObj(i -> new ConnectionId("crm-sync", "development", "user-" + i))
          .toList();

  @Test
  void nobodyIsToldTwiceAndWhoWasToldHearsThatItIsSettled() throws Exception {
    // Given
    desk.authorize(authorizations(all), Desk.issued(LIFE));
    desk.said();
    desk.pass(Duration.ofDays(6));
    AtomicBoolean over = new AtomicBoolean();
    // When
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> telling =
          List.of(
              threads.submit(() -> repeat(over, desk.batches::make)),
              threads.submit(() -> repeat(over, desk.batches::make)),
              threads.submit(() -> repeat(over, desk.rule::review)),
              threads.submit(() -> repeat(over, desk.restate::restate)));
      List<Future<?>> doing =
          List.of(
              threads.submit(() -> inChunks(0, this::authorizeAgain)),
              threads.submit(() -> inChunks(1, this::authorizeAgain)),
              threads.submit(() -> inChunks(2, desk::withdraw)));
      await(doing);
      over.set(true);
      await(telling);
    }
    desk.batches.make();
    // Then
    Told told = Told.of(desk.said());
    assertThat(told.required().values()).allMatch(times -> times == 1);
    assertThat(told.resolved().values()).allMatch(times -> times == 1);
    List<String> settled = names(all, i -> i % 4 != 3);
    assertThat(told.resolved().keySet())
        .containsExactlyInAnyOrderElementsOf(
            told.required().keySet().stream().filter(settled::contains).toList());
    assertThat(told.required().keySet()).containsAll(names(all, i -> i % 4 == 3));
    assertThat(told.resolved()).as("some met the batch").isNotEmpty();
    assertThat(
            desk.premises.count(
                "SELECT count(*) FROM reauthorization AS r JOIN connection AS c"
                    + " ON c.connection = r.connection WHERE c.status = 'revoked'"))
        .isZero();
  }

  @Test
  void whoIsRefusedMeanwhileIsToldOnceOfEachState() throws Exception {
    // Given
    desk.authorize(authorizations(all), Desk.issued(LIFE));
    desk.said();
    desk.pass(Duration.ofDays(7));
    AtomicBoolean over = new AtomicBoolean();
    // When
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> telling = threads.submit(() -> repeat(over, desk.batches::make));
      await(List.of(threads.submit(() -> desk.refresh(_ -> new Reply.Refused("invalid_grant")))));
      over.set(true);
      await(List.of(telling));
    }
    desk.batches.make();
    // Then
    List<Alert.ReauthorizationRequired> alerts = desk.said(Alert.ReauthorizationRequired.class);
    for (String kind : List.of("expiring", "expired")) {
      List<String> named =
          alerts.stream()
              .filter(alert -> alert.kind().equals(kind))
              .flatMap(alert -> alert.connections().stream())
              .map(Alert.Affected::connection)
              .toList();
      assertThat(named).as(kind).doesNotHaveDuplicates();
      if (kind.equals("expired")) {
        assertThat(named).hasSize(PEOPLE);
      }
    }
  }

  private record Told(Map<String, Long> required, Map<String, Long> resolved) {
    static Told of(List<Said> said) {
      List<String> required = new ArrayList<>();
      List<String> resolved = new ArrayList<>();
      for (Said each : said) {
        switch (each.data()) {
          case Alert.ReauthorizationRequired one ->
              one.connections().forEach(affected -> required.add(affected.connection()));
          case Alert.ReauthorizationResolved one ->
              one.connections().forEach(affected -> resolved.add(affected.connection()));
          case null, default -> {}
        }
      }
      return new Told(times(required), times(resolved));
    }

    private static Map<String, Long> times(List<String> names) {
      return names.stream().collect(Collectors.groupingBy(name -> name, Collectors.counting()));
    }
  }

  private void authorizeAgain(List<ConnectionId> some) {
    desk.authorize(authorizations(some), Desk.issued(LIFE));
  }

  private List<Authorization> authorizations(List<ConnectionId> some) {
    return some.stream()
        .map(id -> new Authorization(id, new User(null, null, "globex"), desk.now()))
        .toList();
  }

  /** Every fourth one, a few at a time. */
  private void inChunks(int remainder, Consumer<List<ConnectionId>> deed) {
    List<ConnectionId> mine =
        IntStream.range(0, PEOPLE)
            .filter(i -> i % 4 == remainder)
            .mapToObj(all::get)
            .collect(Collectors.toList());
    Collections.shuffle(mine, new Random(remainder));
    for (int from = 0; from < mine.size(); from += AT_ONCE) {
      deed.accept(mine.subList(from, Math.min(from + AT_ONCE, mine.size())));
    }
  }

  private static void repeat(AtomicBoolean over, Runnable task) {
    while (!over.get()) {
      task.run();
    }
  }

  private static void await(List<Future<?>> tasks) throws InterruptedException, ExecutionException {
    for (Future<?> task : tasks) {
      task.get();
    }
  }

  private static List<String> names(List<ConnectionId> ids, IntPredicate which) {
    return IntStream.range(0, ids.size())
        .filter(which)
        .mapToObj(i -> ids.get(i).toString())
        .toList();
  }
}
