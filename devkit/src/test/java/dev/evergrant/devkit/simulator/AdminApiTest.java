package dev.evergrant.devkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminApiTest {
  private Outreach outreach;

  @BeforeEach
  void start() throws Exception {
    outreach = Outreach.start();
  }

  @AfterEach
  void stop() throws Exception {
    outreach.close();
  }

  @Test
  void theHistoryTellsWhatReallyHappened() throws Exception {
    var first = outreach.connect("user42@acme.example");
    outreach.refresh(first.refreshToken());

    var history = outreach.get("/sim/history?since=1").json();

    assertThat(history.size()).isEqualTo(2);
    var exchange = history.get(0);
    var refresh = history.get(1);
    assertThat(exchange.get("seq").asLong()).isEqualTo(2);
    assertThat(exchange.get("kind").asString()).isEqualTo("exchange");
    assertThat(exchange.get("user").asString()).isEqualTo("user42@acme.example");
    assertThat(exchange.get("environment").asString()).isEqualTo("production");
    assertThat(exchange.at("/committed/0").asString()).isEqualTo("issued 1.1");
    assertThat(exchange.get("outcome").asString()).isEqualTo("issued");
    assertThat(refresh.get("kind").asString()).isEqualTo("refresh");
    assertThat(refresh.get("presented")).isEqualTo(exchange.get("issued"));
    assertThat(refresh.get("presented").asString())
        .isEqualTo(Digest.of(first.refreshToken()).fingerprint());
    assertThat(exchange.get("startedAt").asString()).isEqualTo("2026-11-24T12:00:00Z");
    assertThat(outreach.get("/sim/history?kind=authorize").json().size()).isEqualTo(1);
  }

  @Test
  void settingsCanBeChangedOneByOneAndDoNotShowSecrets() throws Exception {
    var reply =
        outreach.put("/sim/settings", "{\"tokenLifetime\":\"60s\",\"rotation\":\"reusable\"}");

    assertThat(reply.text("tokenLifetime")).isEqualTo("PT1M");
    assertThat(reply.body()).doesNotContain("secret");
    assertThat(outreach.simulator.settings().rotation()).isEqualTo(Rotation.REUSABLE);
    assertThat(outreach.simulator.settings().codeLifetime().toMinutes()).isEqualTo(10);
    assertThat(outreach.connect("user42@acme.example").json().get("expires_in").asInt())
        .isEqualTo(60);
  }

  @Test
  void faultsCanBeSwitchedOnAndOff() throws Exception {
    outreach.put(
        "/sim/faults", "[{\"kind\":\"error_before\",\"count\":2,\"grantType\":\"refresh_token\"}]");
    var reply = outreach.connect("user42@acme.example");
    assertThat(outreach.refresh(reply.refreshToken()).status()).isEqualTo(503);
    assertThat(outreach.get("/sim/faults").json().at("/0/count").asInt()).isEqualTo(1);

    outreach.put("/sim/faults", "[]");

    assertThat(outreach.refresh(reply.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void theClockCanBeMoved() throws Exception {
    assertThat(outreach.put("/sim/clock", "{\"advance\":\"PT1H\"}").text("now"))
        .isEqualTo("2026-11-24T13:00:00Z");
    assertThat(outreach.put("/sim/clock", "{\"set\":\"2027-01-01T00:00:00Z\"}").status())
        .isEqualTo(200);
    assertThat(outreach.get("/sim/clock").text("now")).isEqualTo("2027-01-01T00:00:00Z");
  }

  @Test
  void grantsCanBeListed() throws Exception {
    outreach.connect("user42@acme.example");
    outreach.connect("user43@acme.example", Environment.DEVELOPMENT);
    outreach.simulator.disconnect("user43@acme.example", Environment.DEVELOPMENT);

    var live = outreach.get("/sim/grants?live=true").json();
    var ended = outreach.get("/sim/grants?email=user43@acme.example").json();

    assertThat(live.size()).isEqualTo(1);
    assertThat(live.at("/0/number").asInt()).isEqualTo(1);
    assertThat(ended.at("/0/endReason").asString()).isEqualTo("user_disconnected");
  }

  @Test
  void whatMakesNoSenseIsRefusedAndChangesNothing() throws Exception {
    var before = outreach.simulator.settings();

    assertThat(outreach.put("/sim/settings", "{\"rotations\":\"strict\"}").status()).isEqualTo(400);
    assertThat(outreach.put("/sim/settings", "{\"tokenLifetime\":\"soon\"}").status())
        .isEqualTo(400);
    assertThat(outreach.put("/sim/settings", "[]").status()).isEqualTo(400);
    assertThat(outreach.put("/sim/faults", "[{\"kind\":\"gremlins\"}]").status()).isEqualTo(400);
    assertThat(outreach.put("/sim/settings", "{\"rotation\":null}").status()).isEqualTo(400);
    assertThat(outreach.put("/sim/clock", "{}").status()).isEqualTo(400);
    assertThat(outreach.postJson("/sim/disconnect", "{}").status()).isEqualTo(400);
    assertThat(outreach.get("/sim/nothing").status()).isEqualTo(404);
    assertThat(outreach.simulator.settings()).isEqualTo(before);
  }
}
