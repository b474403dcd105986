package dev.evergrant.worker.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.OutboxRows.Promised;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutboxRowsTest {
  private final Tables tables = Tables.empty();
  private final OutboxRows outbox = new OutboxRows();

  @Test
  void messagesAreKeptInTheOrderInWhichTheyWereSaid() {
    List<String> said = IntStream.range(0, 600).mapToObj(Integer::toString).toList();
    append(said.stream().map(text -> message("user-1", text)).toArray(Message[]::new));
    assertThat(texts(outbox.oldest(tables.jdbi(), 1_000))).isEqualTo(said);
  }

  @Test
  void oneKeysMessagesAreInTheOrderOfItsVersionsEvenFromTransactionsAtTheSameTime()
      throws InterruptedException {
    // Given
    ConnectionId id = tables.connect("user-1", Tables.NOW, Tables.NOW);
    CountDownLatch locked = new CountDownLatch(1);
    CompletableFuture<Void> second;
    // When
    try (var handle = tables.jdbi().open()) {
      handle.begin();
      var _ = tables.connections.lock(handle, List.of(id));
      second =
          CompletableFuture.runAsync(
              () ->
                  tables
                      .jdbi()
                      .useTransaction(
                          other -> {
                            locked.countDown();
                            var _ = tables.connections.lock(other, List.of(id));
                            outbox.append(other, List.of(message("user-1", "later")));
                          }));
      assertThat(locked.await(10, TimeUnit.SECONDS)).isTrue();
      outbox.append(handle, List.of(message("user-1", "first")));
      handle.commit();
    }
    second.join();
    // Then
    assertThat(texts(outbox.oldest(tables.jdbi(), 10))).containsExactly("first", "later");
  }

  @Test
  void whatIsRolledBackWasNeverPromised() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                tables
                    .jdbi()
                    .useTransaction(
                        handle -> {
                          outbox.append(handle, List.of(message("user-1", "never")));
                          throw new IllegalStateException("the commit failed");
                        }));
    assertThat(outbox.oldest(tables.jdbi(), 10)).isEmpty();
  }

  @Test
  void onlyWhatWasKeptIsForgotten() {
    append(message("user-1", "a"), message("user-2", "b"), message("user-3", "c"));
    List<Promised> promised = outbox.oldest(tables.jdbi(), 2);
    outbox.delete(tables.jdbi(), promised.stream().map(Promised::id).toList());
    assertThat(texts(promised)).containsExactly("a", "b");
    assertThat(texts(outbox.oldest(tables.jdbi(), 10))).containsExactly("c");
  }

  @Test
  void tombstonesAndDeadLettersWithoutAKeyComeBackAsTheyWere() {
    var headers = Map.of("ce_id", "1", "reason", "ä \"quoted\"");
    append(
        new Message("updates", "user-1", headers, null),
        new Message("dead", null, Map.of(), new byte[] {0, -1, 1}));
    List<Promised> promised = outbox.oldest(tables.jdbi(), 10);
    assertThat(promised.get(0).message().headers()).isEqualTo(headers);
    assertThat(promised.get(0).message().payload()).isNull();
    assertThat(promised.get(1).message().key()).isNull();
    assertThat(promised.get(1).message().payload()).containsExactly(0, -1, 1);
  }

  private void append(Message... messages) {
    tables.jdbi().useTransaction(handle -> outbox.append(handle, List.of(messages)));
  }

  private static Message message(@Nullable String key, String text) {
    return new Message("updates", key, Map.of("ce_id", text), text.getBytes(UTF_8));
  }

  private static List<String> texts(List<Promised> promised) {
    return promised.stream()
        .map(one -> new String(requireNonNull(one.message().payload()), UTF_8))
        .toList();
  }
}
