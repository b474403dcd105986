package dev.evergrant.devkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path directory;

  private Outreach start() throws IOException {
    return Outreach.start(
        options ->
            options
                .withDirectory(directory)
                .withSettings(settings -> settings.withMintSpacing(Duration.ofSeconds(60))));
  }

  private Path file() {
    return directory.resolve("journal.jsonl");
  }

  @Test
  void afterARestartEverythingIsAsItWas() throws Exception {
    String usedCode;
    String openCode;
    Outreach.Reply first;
    Outreach.Reply second;
    List<HistoryEntry> history;
    try (var outreach = start()) {
      usedCode = outreach.code("user42@acme.example", Environment.PRODUCTION);
      first = outreach.exchange(usedCode);
      outreach.simulator.advance(Duration.ofMinutes(1));
      second = outreach.refresh(first.refreshToken());
      openCode = outreach.code("user43@acme.example", Environment.PRODUCTION);
      history = outreach.simulator.history();
    }
    try (var outreach = start()) {
      assertThat(outreach.simulator.now()).isEqualTo(Outreach.START.plusSeconds(60));
      assertThat(outreach.simulator.history())
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("sent", "endedAt")
          .isEqualTo(history);
      assertThat(outreach.me(second.accessToken()).status()).isEqualTo(200);
      assertThat(outreach.exchange(openCode).status()).isEqualTo(200);
      assertThat(outreach.refresh(second.refreshToken()).status()).isEqualTo(429);
      assertThat(outreach.refresh(first.refreshToken()).error()).isEqualTo("invalid_grant");
      assertThat(outreach.me(second.accessToken()).status()).isEqualTo(401);
    }
    try (var outreach = start()) {
      assertThat(outreach.me(second.accessToken()).status()).isEqualTo(401);
      assertThat(outreach.exchange(usedCode).error()).isEqualTo("invalid_grant");
    }
  }

  @Test
  void aRegeneratedSecretIsRemembered() throws Exception {
    try (var outreach = start()) {
      outreach.simulator.regenerateSecret(Environment.PRODUCTION, "new");
    }
    try (var outreach = start()) {
      assertThat(outreach.connect("user42@acme.example").error()).isEqualTo("invalid_client");
    }
  }

  @Test
  void aLineThatWasNotWrittenToItsEndIsCutOff() throws Exception {
    try (var outreach = start()) {
      outreach.code("user42@acme.example", Environment.PRODUCTION);
    }
    long complete = Files.size(file());
    Files.writeString(file(), "{\"entry\":{\"seq\":2,\"ki", StandardOpenOption.APPEND);

    try (var outreach = start()) {
      assertThat(outreach.simulator.history()).hasSize(1);
      assertThat(Files.size(file())).isEqualTo(complete);
      outreach.code("user43@acme.example", Environment.PRODUCTION);
    }
    try (var outreach = start()) {
      assertThat(outreach.simulator.history()).hasSize(2);
    }
  }

  @Test
  void aDamagedLineIsNotPassedOver() throws Exception {
    Files.createDirectories(directory);
    Files.writeString(file(), "not json\n");
    assertThatThrownBy(this::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged at byte 0");
  }

  @Test
  void neitherCodesNorTokensAreWritten() throws Exception {
    try (var outreach = start()) {
      String code = outreach.code("user42@acme.example", Environment.PRODUCTION);
      var reply = outreach.exchange(code);
      outreach.simulator.advance(Duration.ofMinutes(1));
      var second = outreach.refresh(reply.refreshToken());
      assertThat(second.status()).isEqualTo(200);
      assertThat(Files.readString(file()))
          .contains(Digest.of(code).toString())
          .doesNotContain(
              code,
              reply.refreshToken(),
              reply.accessToken(),
              second.refreshToken(),
              AppCredentials.crmSync(Environment.PRODUCTION).clientSecret());
    }
  }
}
