package dev.evergrant.dev.demo;

import static org.assertj.core.api.Assertions.assertThat;

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
  void anAlertOfAnUnknownKindStillSaysSomething() {
    assertThat(alert("something.new", "{\"message\":\"Look here.\"}")).isEqualTo("Look here.");
    assertThat(alert("something.new", "{}")).isNotBlank();
  }

  private static String alert(String type, String json) {
    return Summary.ofAlert(type, JsonMapper.shared().readTree(json));
  }
}
