package dev.evergrant.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.store.QuarantineRows;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is done at the provider and in the database without the workers' knowledge. */
final class BehindTheBack {
  private static final Pattern REFRESH_TOKEN = Pattern.compile("\"refresh_token\":\"([^\"]+)\"");

  private BehindTheBack() {}

  /** Uses a refresh token at the provider, and returns the one that it brings. */
  static String spend(World world, String refreshToken) {
    String form =
        "grant_type=refresh_token&client_id=crm-sync-prod&client_secret="
            + URLEncoder.encode(world.secret(Environment.PRODUCTION), StandardCharsets.UTF_8)
            + "&refresh_token="
            + refreshToken;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(world.outreach.tokenUrl()))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      Matcher found = REFRESH_TOKEN.matcher(answer);
      assertThat(found.find()).as(answer).isTrue();
      return found.group(1);
    } catch (IOException | InterruptedException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /** Keeps a token set as one that came late. */
  static void quarantine(World world, ConnectionId connection, String refreshToken) {
    var set =
        new QuarantineRows.Kept(
            connection,
            1,
            1,
            UUID.randomUUID(),
            new Secret(refreshToken),
            "It came late.",
            1,
            world.now());
    world
        .database()
        .jdbi()
        .useTransaction(
            handle ->
                new QuarantineRows(world.cipher(), world.fingerprints())
                    .keep(handle, List.of(set)));
  }
}
