package dev.evergrant.bench.plain;

import static java.util.Objects.requireNonNull;

import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.lifecycle.TokenSet;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.outbox.Subscribers;
import dev.evergrant.worker.store.OutboxRows.Message;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One refresh from beginning to end, on the thread of its trigger. Safe for any thread. */
record PlainRefresh(
    PlainRows rows,
    URI tokenUrl,
    Credentials credentials,
    HttpClient http,
    Subscribers subscribers,
    Messages messages,
    KafkaProducer<String, byte[]> producer) {

  private static final Logger log = LoggerFactory.getLogger(PlainRefresh.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  void refresh(String connection) {
    try {
      var begun = rows.begin(connection);
      if (begun.isPresent()) {
        TokenSet tokens = ask(begun.get().refreshToken());
        var sealed = subscribers.seal(begun.get().id().app(), tokens.accessToken());
        var promised = rows.store(begun.get(), tokens, sealed, messages);
        publish(promised.message());
        rows.kept(promised);
      }
    } catch (IOException | ExecutionException | RuntimeException problem) {
      // Whoever retries and rescues comes by later; neither is part of what is measured.
      log.error("{} was not refreshed", connection, problem);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private TokenSet ask(String refreshToken) throws IOException, InterruptedException {
    String form =
        "grant_type=refresh_token&refresh_token=%s&client_id=%s&client_secret=%s"
            .formatted(
                encoded(refreshToken),
                encoded(credentials.clientId()),
                encoded(credentials.clientSecret().reveal()));
    Instant sent = Instant.now();
    var request =
        HttpRequest.newBuilder(tokenUrl)
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("The provider answered " + answer.statusCode());
    }
    JsonNode body = JSON.readTree(answer.body());
    Duration life = Duration.ofSeconds(body.get("expires_in").asLong());
    return new TokenSet(
        new Secret(body.get("access_token").asString()),
        new Secret(body.get("refresh_token").asString()),
        body.get("token_type").asString(),
        body.get("scope").asString(),
        sent,
        sent.plus(life),
        sent.plus(life.dividedBy(2)),
        sent.plus(life.multipliedBy(9).dividedBy(10)),
        null);
  }

  private void publish(Message message) throws ExecutionException, InterruptedException {
    var record =
        new ProducerRecord<String, byte[]>(
            message.topic(), requireNonNull(message.key()), requireNonNull(message.payload()));
    message
        .headers()
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    var _ = producer.send(record).get();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
