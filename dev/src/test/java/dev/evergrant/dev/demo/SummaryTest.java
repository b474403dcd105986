package dev.evergrant.dev.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.TokenUpdate;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SummaryTest {
  @Test
  void aBatchOfOneNamesTheUser() {
    assertThat(
            alert(
                "reauthorization.required",
                """
                {"kind":"expired","app":"crm-sync","environment":"development",
                 "connections":[{"subject":"user-42"}]}\
                """))
        .isEqualTo("user-42 has to authorize crm-sync/development again.");
  }

  @Test
  void aBatchOfManyCountsThem() {
    assertThat(
            alert(
                "reauthorization.required",
                """
                {"kind":"expiring","app":"crm-sync","environment":"development",
                 "connections":[{"subject":"user-1"},{"subject":"user-2"}]}\
                """))
        .isEqualTo("2 users have to authorize crm-sync/development again soon.");
  }

  @Test
  void aReminderSaysThatItIsOne() {
    assertThat(
            alert(
                "reauthorization.required",
                """
                {"kind":"expired","app":"crm-sync","environment":"development",
                 "connections":[{"subject":"user-42","reminder":2}]}\
                """))
        .isEqualTo("user-42 has to authorize crm-sync/development again (reminder 2).");
  }

  @Test
  void whatIsResolvedSaysWhetherSomebodyHasDoneIt() {
    assertThat(
            alert(
                "reauthorization.resolved",
                """
                {"app":"crm-sync","environment":"development",
                 "connections":[{"subject":"user-42","reason":"reauthorized"}]}\
                """))
        .isEqualTo("user-42 has authorized crm-sync/development again.");
    assertThat(
            alert(
                "reauthorization.resolved",
                """
                {"app":"crm-sync","environment":"development",
                 "connections":[{"subject":"user-42","reason":"withdrawn"}]}\
                """))
        .isEqualTo("user-42 does not have to authorize crm-sync/development any more.");
  }

  @Test
  void anAlertOfAnUnknownKindStillSaysSomething() {
    assertThat(alert("something.new", "{\"message\":\"Look here.\"}")).isEqualTo("Look here.");
    assertThat(alert("something.new", "{}")).isNotBlank();
  }

  @Test
  void aLifeIsToldInRoundNumbers() {
    assertThat(Summary.of(EventTypes.TOKEN_ISSUED, living(7188))).endsWith("good for 2 h.");
    assertThat(Summary.of(EventTypes.TOKEN_ISSUED, living(5400))).endsWith("good for 1 h 30 min.");
    assertThat(Summary.of(EventTypes.TOKEN_ISSUED, living(595))).endsWith("good for 10 min.");
    assertThat(Summary.of(EventTypes.TOKEN_ISSUED, living(57))).endsWith("good for 57 s.");
  }

  private static TokenUpdate living(long seconds) {
    Instant noon = Instant.parse("2026-11-24T12:00:00Z");
    return new TokenUpdate(
        "crm-sync/production/user-42",
        "crm-sync",
        "production",
        "user-42",
        "outreach",
        "active",
        1,
        null,
        null,
        null,
        noon,
        noon.plusSeconds(seconds),
        null,
        Map.of());
  }

  private static String alert(String type, String json) {
    return Summary.ofAlert(type, JsonMapper.shared().readTree(json));
  }
}
