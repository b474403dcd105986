package dev.evergrant.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpolationTest {

  @TempDir private Path directory;

  private final List<String> problems = new ArrayList<>();

  @Test
  void variablesAndFilesArePutInAnywhere() throws IOException {
    Files.writeString(directory.resolve("host"), "db.example\n");
    assertThat(expand("jdbc:postgresql://${file:host}:${env:PORT}/x"))
        .isEqualTo("jdbc:postgresql://db.example:5432/x");
  }

  @Test
  void aFilesOneLastNewlineIsNotPartOfIt() throws IOException {
    Files.writeString(directory.resolve("unix"), " a\nb \n\n");
    Files.writeString(directory.resolve("windows"), "c\r\n");
    assertThat(expand("${file:unix}|${file:windows}|")).isEqualTo(" a\nb \n|c|");
  }

  @Test
  void anAbsolutePathIsTakenAsItIs() throws IOException {
    var file = Files.writeString(directory.resolve("here"), "x");
    assertThat(expand("${file:" + file.toAbsolutePath() + "}")).isEqualTo("x");
  }

  @Test
  void whatIsPutInIsNotLookedAtAgain() {
    assertThat(expand("${env:ODD}")).isEqualTo("${env:PORT} $1 \\ ${");
  }

  @Test
  void aDoubledDollarStandsForALiteralOne() {
    assertThat(expand("a$${env:PORT}b $ $$ {c}")).isEqualTo("a${env:PORT}b $ $$ {c}");
  }

  @Test
  void everyMissingPartIsTold() {
    assertThat(expand("${env:NOWHERE} ${file:gone} ${vault:x} ${env:}")).isEqualTo("nothing");
    assertThat(problems)
        .satisfiesExactly(
            variable -> assertThat(variable).contains("NOWHERE", "not set"),
            file -> assertThat(file).contains(directory.resolve("gone").toString()),
            kind -> assertThat(kind).contains("${env:NAME}", "${file:path}", "$${"),
            empty -> assertThat(empty).contains("${env:NAME}"));
  }

  @Test
  void aFileThatIsNotTextIsTold() throws IOException {
    Files.write(directory.resolve("binary"), new byte[] {(byte) 0xC3, 0x28});
    assertThat(expand("${file:binary}${file:.}${file:\0}")).isEqualTo("nothing");
    assertThat(problems).hasSize(3);
  }

  private String expand(String written) {
    var environment = Map.of("PORT", "5432", "ODD", "${env:PORT} $1 \\ ${");
    return new Interpolation(directory, environment)
        .expand(written, problems::add)
        .orElse("nothing");
  }
}
