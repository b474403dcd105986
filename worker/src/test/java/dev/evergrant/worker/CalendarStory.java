package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.devkit.simulator.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What ends when, on the page and by the command: one guest's grant ends in a week. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CalendarStory {
  private final World world = new World();
  private final ConnectionId guest = World.connection("guest", Environment.DEVELOPMENT);

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init")
  private Scrape pages;

  private record Said(int status, String out, String err) {}

  @BeforeAll
  void aGuestIsConnected() {
    pages = new Scrape(world.startWorker());
    world.connectForeigner("guest", Environment.DEVELOPMENT);
    world.awaitVersion(guest, 1);
  }

  @AfterAll
  void closeTheWorld() {
    world.close();
  }

  private LocalDate end() {
    return world.now().plus(Duration.ofDays(7)).atOffset(ZoneOffset.UTC).toLocalDate();
  }

  @Test
  void thePageShowsTheDayAndBehindItTheGuest() {
    // When
    HttpResponse<String> picture = pages.get("/reauthorizations");
    HttpResponse<String> day = pages.get("/reauthorizations?day=" + end());
    // Then
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(picture.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none'; style-src 'sha256-");
    assertThat(picture.body())
        .contains("day=" + end() + "&amp;app=crm-sync&amp;environment=development&amp;")
        .contains("globex")
        .doesNotContain("guest@globex.example");
    assertThat(day.body())
        .contains("guest@globex.example", "development expired", "expiring", "not yet");
  }

  @Test
  void programsGetTheSameAsJson() {
    assertThat(pages.get("/reauthorizations.json").body())
        .contains("\"organization\" : \"globex\"", "\"" + end() + "\" : 1");
    assertThat(pages.get("/reauthorizations.json?organization=acme").body())
        .contains("\"groups\" : [ ]");
    assertThat(pages.get("/reauthorizations.json?day=" + end()).body())
        .contains("\"userEmail\" : \"guest@globex.example\"", "\"told\" : 0")
        .doesNotContain("\"after\"");
  }

  @Test
  void whatCannotBeShownIsSaidPlainly() {
    HttpResponse<String> wrong = pages.get("/reauthorizations?day=tomorrow");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    assertThat(wrong.body()).startsWith("Write a day as YYYY-MM-DD");
    assertThat(pages.get("/reauthorizations/more").statusCode()).isEqualTo(404);
    assertThat(pages.get("/reauthorizationsx").statusCode()).isEqualTo(404);
  }

  @Test
  void theCommandShowsTheSamePicture() throws IOException {
    Said said = run("reauthorizations");
    assertThat(said.status()).isZero();
    assertThat(said.out())
        .contains("crm-sync/development\n  globex ")
        .containsPattern("all( +\\.){8} +1( +\\.){6} +1\n");
    assertThat(run("reauthorizations", "--organization", "acme").out())
        .isEqualTo(
            "Nothing ends in the next 14 days, and nothing has ended that is not authorized"
                + " again.\n");
    assertThat(run("reauthorizations", "--json").out()).contains("\"globex\"");
  }

  @Test
  void theCommandListsADay() throws IOException {
    Said said = run("reauthorizations", "--day", end().toString());
    assertThat(said.status()).isZero();
    assertThat(said.out())
        .startsWith("crm-sync/development/guest  guest@globex.example  globex  ")
        .contains("development_expired  expiring  told 0 times");
    assertThat(run("reauthorizations", "--day", "ended").out())
        .isEqualTo("Nobody has to authorize anything there.\n");
    assertThat(run("reauthorizations", "--day", end().toString(), "--json").out())
        .contains("\"connection\" : \"crm-sync/development/guest\"");
  }

  @Test
  void theCommandRefusesWhatItCannotShowWithASentence() throws IOException {
    assertThat(run("reauthorizations", "--days", "100"))
        .isEqualTo(new Said(1, "", "Ask for 1 to 31 days.\n"));
    assertThat(run("reauthorizations", "--day", "tomorrow").err()).contains("YYYY-MM-DD");
    assertThat(run("reauthorizations", "--limit", "0").status()).isEqualTo(1);
  }

  @Test
  void theOpenOnesAreCounted() {
    // They are counted at the start, and then seldom.
    Scrape later = new Scrape(world.startWorker());
    eventually(
        () ->
            assertThat(later.metrics())
                .contains(
                    "evergrant_reauthorizations_open{app=\"crm-sync\",environment=\"development\","
                        + "state=\"expiring\"} 1.0"));
  }

  private Said run(String... arguments) throws IOException {
    Path file = Files.writeString(directory.resolve("evergrant.yaml"), world.yaml());
    List<String> call = new ArrayList<>(List.of(arguments));
    call.addAll(List.of("--config", file.toString()));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine(Main.root());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int status = line.execute(call.toArray(String[]::new));
    return new Said(status, out.toString(), err.toString());
  }
}
