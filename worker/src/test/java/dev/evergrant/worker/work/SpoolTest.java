package dev.evergrant.worker.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.config.Keysets;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Samples;
import dev.evergrant.worker.lifecycle.TokenReply;
import dev.evergrant.worker.store.Cipher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  /** The scope and the lifetime are the token set's; the reply that is read again says no less. */
  private static final Reply ISSUED =
      new Reply.Issued(
          new TokenReply(
              Samples.NEW_ACCESS_TOKEN, Samples.NEW_REFRESH_TOKEN, "Bearer", null, "users.read"));

  private final Cipher cipher = Cipher.of(Keysets.generate());
  private long nanos;

  @TempDir private Path directory;

  @Test
  void whatADeadWorkerKeptIsThereForTheNextAsItWas() throws IOException {
    // Given
    Result refreshed = refreshed("user-1");
    Result exchanged = Batch.result(Samples.grant(claim()), ISSUED);
    kill(open("worker-1"), refreshed, exchanged);
    // When
    try (Spool next = open("worker-2")) {
      // Then
      assertThat(next.inherited()).containsExactly(refreshed, exchanged);
      assertThat(next.records()).isEqualTo(2);
    }
  }

  @Test
  void itOutlivesTheNextWorkersDeathToo() throws IOException {
    Result result = refreshed("user-1");
    kill(open("worker-1"), result);
    kill(open("worker-2"));
    try (Spool third = open("worker-3")) {
      assertThat(third.inherited()).containsExactly(result);
    }
  }

  @Test
  void whatTheDatabaseHasIsKeptNoLonger() throws IOException {
    // Given
    Result first = refreshed("user-1");
    Result second = refreshed("user-2");
    Spool spool = open("worker-1");
    spool.keep(List.of(first, second));
    // When
    spool.settle(List.of(first));
    kill(spool);
    // Then
    try (Spool next = open("worker-2")) {
      assertThat(next.inherited()).containsExactly(second);
      next.settle(List.of(second));
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aResultWithoutTokensIsNotKept() throws IOException {
    try (Spool spool = open("worker-1")) {
      spool.keep(List.of(Batch.result(refresh("user-1"), new Reply.Refused("invalid_grant"))));
      assertThat(spool.records()).isZero();
    }
  }

  @Test
  void theSameResultIsKeptOnce() throws IOException {
    try (Spool spool = open("worker-1")) {
      Result result = refreshed("user-1");
      spool.keep(List.of(result));
      long size = size();
      spool.keep(List.of(result));
      assertThat(size()).isEqualTo(size).isPositive();
      assertThat(spool.records()).isEqualTo(1);
    }
  }

  @Test
  void noSecretStandsInTheFileInTheClear() throws IOException {
    try (Spool spool = open("worker-1")) {
      spool.keep(List.of(refreshed("user-1")));
      assertThat(content())
          .doesNotContain(Samples.NEW_ACCESS_TOKEN.reveal())
          .doesNotContain(Samples.NEW_REFRESH_TOKEN.reveal())
          .doesNotContain(Samples.OLD_REFRESH_TOKEN.reveal())
          .doesNotContain("user-1");
    }
  }

  @Test
  void anotherKeysetStopsTheStartAndLeavesTheFile() throws IOException {
    kill(open("worker-1"), refreshed("user-1"));
    Cipher other = Cipher.of(Keysets.generate());
    assertThatThrownBy(() -> Spool.open(directory, "worker-2", other, () -> nanos))
        .isInstanceOf(Spool.Unreadable.class)
        .hasMessageContaining("worker-1.spool")
        .hasMessageContaining("encryption.keyset");
    try (Spool next = open("worker-3")) {
      assertThat(next.inherited()).hasSize(1);
    }
  }

  @Test
  void aRecordOfANewerVersionStopsTheStart() {
    byte[] json = "{\"format\":2}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> SpooledResult.read(json)).hasMessageContaining("newer version");
  }

  @Test
  void aRecordMayLackWhatAnOlderVersionDidNotKnow() {
    // Given
    Result result = refreshed("user-1");
    String json =
        new String(
            SpooledResult.write(result, ((Decision.Store) result.decision()).tokens()),
            StandardCharsets.UTF_8);
    String older = json.replaceFirst("\"trying\":null,?", "");
    // When
    Result read = SpooledResult.read(older.getBytes(StandardCharsets.UTF_8));
    // Then
    assertThat(older).isNotEqualTo(json);
    assertThat(read).isEqualTo(result);
  }

  @Test
  void aTornLastRecordIsPassedOver() throws IOException {
    // Given
    Result first = refreshed("user-1");
    kill(open("worker-1"), first, refreshed("user-2"));
    Path file = directory.resolve("worker-1.spool");
    byte[] content = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(content, content.length - 3));
    // When
    try (Spool next = open("worker-2")) {
      // Then
      assertThat(next.inherited()).containsExactly(first);
    }
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsSaid() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> Spool.open(file.resolve("spool"), "worker-1", cipher, () -> nanos))
        .isInstanceOf(IOException.class);
  }

  @Test
  void itsAgeIsThatOfTheOldestRecord() throws IOException {
    try (Spool spool = open("worker-1")) {
      Result first = refreshed("user-1");
      spool.keep(List.of(first));
      nanos += Duration.ofSeconds(5).toNanos();
      spool.keep(List.of(refreshed("user-2")));
      assertThat(spool.ageSeconds()).isEqualTo(5.0);
      spool.settle(List.of(first));
      assertThat(spool.ageSeconds()).isZero();
    }
  }

  private Spool open(String worker) throws IOException {
    return Spool.open(directory, worker, cipher, () -> nanos);
  }

  /** What is kept stays in the file; the lock goes. */
  private static void kill(Spool spool, Result... kept) {
    spool.keep(List.of(kept));
    spool.close();
  }

  private static Due.Claim claim() {
    return new Due.Claim(
        UUID.randomUUID(),
        Samples.CLAIMED,
        1_000,
        Duration.ofMillis(3),
        new Due.Past(Samples.CLAIMED.minusSeconds(60), 7, 1, 2),
        false,
        "00ff".repeat(16));
  }

  private static Due.Refresh refresh(String user) {
    return Samples.refresh(claim(), new ConnectionId("crm-sync", "production", user), "acme", null);
  }

  private static Result refreshed(String user) {
    return Batch.result(refresh(user), ISSUED);
  }

  private long size() throws IOException {
    return Files.size(directory.resolve("worker-1.spool"));
  }

  private String content() throws IOException {
    return Files.readString(directory.resolve("worker-1.spool"), StandardCharsets.ISO_8859_1);
  }
}
