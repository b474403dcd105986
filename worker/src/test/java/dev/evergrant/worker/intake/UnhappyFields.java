package dev.evergrant.worker.intake;

import dev.evergrant.contracts.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Fields that are missing, of another type, or mean something else than they should. */
final class UnhappyFields extends UnhappyRecords {
  UnhappyFields(String redirectUri, Instant now) {
    super(redirectUri, now);
    types();
    texts();
    missing();
    meaning();
    withdrawals();
    reports();
  }

  private void types() {
    List<String> wrong = List.of("true", "42", "1e400", "[]", "[\"" + PLANTED + "\"]", "{}");
    for (String field :
        List.of("app", "subject", "redirectUri", "state", "codeVerifier", "scope")) {
      for (String json : wrong) {
        field(field, json);
      }
    }
    for (String json : wrong) {
      field("environment", json);
      field("code", json);
      data(COMPLETED, unsealed("\"sealedCode\":" + json), "sealedCode");
      for (String field : List.of("id", "email", "organization")) {
        data(COMPLETED, with("user", "{\"" + field + "\":" + json + "}"), "user." + field);
      }
    }
    for (String json : List.of("true", "42", "[]", "\"" + PLANTED + "\"")) {
      field("user", json);
    }
  }

  private void texts() {
    for (String field : List.of("app", "subject", "redirectUri", "scope")) {
      field(field, "\"" + PLANTED + "\\u0000\"");
      field(field, "\"" + PLANTED + "\\r\\nx\"");
      field(field, "\"" + PLANTED + "\\u0085\"");
      field(field, "\"" + PLANTED + "\\ud83d\"");
      field(field, "\"" + "x".repeat(3000) + "\"");
    }
    for (String field : List.of("code", "state")) {
      field(field, "\"" + PLANTED + "\\u0000\"");
      field(field, "\"" + PLANTED + "\\udc00\"");
      field(field, "\"" + "x".repeat(9000) + "\"");
    }
    for (String field : List.of("id", "email", "organization")) {
      data(COMPLETED, with("user", "{\"" + field + "\":\"\\u001b[2J\"}"), "user." + field);
      data(
          COMPLETED,
          with("user", "{\"" + field + "\":\"" + "x".repeat(400) + "\"}"),
          "user." + field);
    }
    field("app", "\"crm/sync\"");
    field("environment", "\"" + PLANTED + "\"");
    field("environment", "\"Production\"");
    field("environment", "\"\"");
    field("codeVerifier", "\"\"");
    field("codeVerifier", "\"" + "x".repeat(42) + "\"");
    field("codeVerifier", "\"" + "x".repeat(129) + "\"");
    field("codeVerifier", "\"" + PLANTED + "+/=" + "x".repeat(43) + "\"");
  }

  private void missing() {
    for (String field : List.of("app", "subject", "redirectUri", "code")) {
      data(COMPLETED, good().replace("\"" + field + "\":", "\"x-" + field + "\":"), field);
      field(field, "null");
      field(field, "\"\"");
    }
    data(COMPLETED, "{}", "code");
    data(COMPLETED, "{\"data\":" + good() + "}", "code");
    data(COMPLETED, good().replace("\"code\":", "\"Code\":"), "code");
  }

  private void meaning() {
    field("app", "\"crm-reports\"");
    field("app", "\"CRM-SYNC\"");
    field("redirectUri", "\"https://elsewhere.example/" + PLANTED + "\"");
    field("redirectUri", "\"" + redirectUri() + "/\"");
    field("redirectUri", "\"" + redirectUri() + "?x=" + PLANTED + "\"");
    data(
        COMPLETED,
        with("environment", "\"production\"").replace("{", "{\"state\":\"dev\","),
        "state");
    data(COMPLETED, good().replace("{", "{\"sealedCode\":\"" + PLANTED + "\","), "sealedCode");
    for (Duration age : List.of(Duration.ofMinutes(11), Duration.ofDays(400))) {
      Instant then = now().minus(age);
      add(
          "time",
          "from " + age + " ago",
          binary(COMPLETED, good(), Map.of("ce_time", then.toString())));
    }
  }

  private void withdrawals() {
    String good = "{\"app\":\"crm-sync\",\"environment\":\"production\",\"subject\":\"bad\"}";
    for (String wrong : List.of("null", "42", "\"\"", "\"" + "x".repeat(300) + "\"")) {
      data(WITHDRAWN, good.replace("\"crm-sync\"", wrong), "app");
      data(WITHDRAWN, good.replace("\"bad\"", wrong), "subject");
    }
    data(WITHDRAWN, good.replace("crm-sync", "crm-reports"), "app");
    data(WITHDRAWN, good.replace("production", PLANTED), "environment");
    data(WITHDRAWN, "{}", "app");
  }

  private void reports() {
    String good = "{\"connection\":\"crm-sync/production/bad\",\"version\":7}";
    for (String version :
        List.of(
            "null",
            "0",
            "-1",
            "1.5",
            "\"7\"",
            "[]",
            "9223372036854775808",
            "1e400",
            "1" + "0".repeat(60_000))) {
      report(good.replace("7", version), "version");
    }
    for (String connection :
        List.of(
            "null",
            "7",
            "\"\"",
            "\"" + PLANTED + "\"",
            "\"a/b\"",
            "\"//\"",
            "\"crm-sync/production/\"",
            "\"a/b/c\\u0000\"")) {
      report(good.replace("\"crm-sync/production/bad\"", connection), "connection");
    }
    report(good.replace("crm-sync", "crm-reports"), "app");
    report("{}", "connection");
    for (String type : List.of(COMPLETED, WITHDRAWN, PLANTED)) {
      var record = binary(REJECTED, good, Map.of("ce_type", type));
      add("type", type, on(Topics.TOKEN_REPORTS, record));
    }
  }
}
