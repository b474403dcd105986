package dev.evergrant.bench.measure;

import static java.util.Objects.requireNonNull;

import dev.evergrant.bench.provider.Tokens;
import dev.evergrant.bench.stage.Setup;
import dev.evergrant.bench.stage.Stage;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Question;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.lifecycle.TokenSet;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.outbox.Subscribers;
import dev.evergrant.worker.provider.FormClient;
import dev.evergrant.worker.provider.HttpTokenEndpoint;
import dev.evergrant.worker.store.Claims;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.HistoryRows;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.OutboxRows.Promised;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jdbi.v3.core.Handle;

/**
 * The limits of the parts: each alone on the same machine, with the worker's own classes on the
 * same database, broker and provider, while no worker runs.
 */
final class Parts {
  private static final int BATCH = 250;
  private static final int CALLERS = 64;
  private static final int SESSIONS = 2;
  private static final int NO_WORKER = 0;

  private final Bench bench;
  private final Stage stage;
  private final int connections;
  private final App app;
  private final Credentials credentials;
  private final Messages messages = new Messages(new CloudEventCodec(), UUID::randomUUID);
  private final Subscribers subscribers;

  Parts(Bench bench, Stage stage, int connections) {
    this.bench = bench;
    this.stage = stage;
    this.connections = connections;
    this.app = requireNonNull(stage.config().apps().get(Setup.APP));
    this.credentials = app.credentials().values().iterator().next();
    this.subscribers =
        new Subscribers(
            stage.config().subscribers().values(), new SecureRandom(), System::nanoTime);
  }

  /** Measures all of them, and what they allow together. */
  void measure() throws IOException, InterruptedException {
    http();
    var subjects = new AtomicInteger();
    var load = new Load(bench.plan());
    var claims = new Claims(stage.database().jdbi(), stage.cipher(), System::nanoTime);
    note(
        "claims_per_s",
        "claims alone, rows",
        load.perSecond(
            1, () -> claims.refreshes(credentials, NO_WORKER, Duration.ZERO, BATCH, false).size()));
    var rows = new ConnectionRows(stage.cipher(), stage.fingerprints());
    note(
        "commits_per_s",
        "commits alone, rows",
        load.perSecond(SESSIONS, () -> commit(rows, subjects.getAndAdd(BATCH))));
    var outbox = new OutboxRows();
    note(
        "outbox_per_s",
        "outbox read and deleted alone, rows",
        load.perSecond(1, () -> relay(outbox)));
    kafka(load);
    together();
  }

  private void note(String key, String what, double[] rates) {
    bench.figures().add(key, what, "/s", rates);
  }

  private void http() throws InterruptedException {
    try (var client = new FormClient(CALLERS, System::nanoTime)) {
      var endpoint = new HttpTokenEndpoint(client, InstantSource.system());
      var next = new AtomicInteger();
      var newest =
          ThreadLocal.withInitial(
              () -> {
                int subject = next.getAndIncrement();
                long version =
                    (long)
                        stage.number(
                            "SELECT version FROM connection WHERE connection = '%s/%s'"
                                .formatted(credentials.name(), Tokens.subject(subject)));
                return new Secret(Tokens.refresh(subject, (int) version));
              });
      note(
          "http_per_s",
          "token calls alone, with the worker's client",
          new Load(bench.plan())
              .perSecond(
                  CALLERS,
                  () -> {
                    var answer =
                        endpoint.ask(
                            app.provider(),
                            credentials,
                            new Question.Refresh(newest.get()),
                            System.nanoTime() + app.provider().lease().toNanos());
                    if (!(answer.reply() instanceof Reply.Issued(var tokens))) {
                      throw new IllegalStateException("The provider answered " + answer.reply());
                    }
                    newest.set(requireNonNull(tokens.refreshToken()));
                    return 1;
                  }));
    }
  }

  /** What the worker's commit of a batch of refreshes writes. */
  private int commit(ConnectionRows rows, int first) {
    return stage.database().jdbi().inTransaction(handle -> commit(handle, rows, first));
  }

  private int commit(Handle handle, ConnectionRows rows, int first) {
    List<ConnectionId> ids = new ArrayList<>();
    for (int i = first; i < first + BATCH; i++) {
      ids.add(
          new ConnectionId(Setup.APP, credentials.environment(), Tokens.subject(i % connections)));
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    List<ConnectionRows.Next> states = new ArrayList<>();
    List<HistoryRows.Entry> history = new ArrayList<>();
    List<Message> said = new ArrayList<>();
    rows.lock(handle, ids)
        .forEach(
            (id, row) -> {
              UUID attempt = UUID.randomUUID();
              var active = new Connection.Active(id, row.version() + 1, row.consent(), tokens(now));
              states.add(new ConnectionRows.Next(active, attempt));
              history.add(
                  new HistoryRows.Entry(
                      id, now, "refreshed", active.version(), null, attempt, NO_WORKER, null));
              said.add(messages.refreshed(active, SEALED, now));
            });
    rows.put(handle, states);
    new HistoryRows().append(handle, history);
    new OutboxRows().append(handle, said);
    return states.size();
  }

  /** As long as a sealed one, so that rows and records are as long as they are in the worker. */
  private static final Map<String, String> SEALED = Map.of("crm-reader", "x".repeat(900));

  private static TokenSet tokens(Instant now) {
    return new TokenSet(
        new Secret(Tokens.access(1, 1)),
        new Secret(Tokens.refresh(1, 1)),
        "Bearer",
        "users.read",
        now,
        now.plus(Duration.ofHours(2)),
        now.plus(Duration.ofHours(1)),
        now.plus(Duration.ofMinutes(108)),
        null);
  }

  private int relay(OutboxRows outbox) {
    List<Promised> batch = outbox.oldest(stage.database().jdbi(), 1_000);
    if (batch.isEmpty()) {
      fill();
      return 0;
    }
    outbox.delete(stage.database().jdbi(), batch.stream().map(Promised::id).toList());
    return batch.size();
  }

  private void fill() {
    stage
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO outbox (topic, key, headers, payload)
                        SELECT :topic, :key, CAST(:headers AS jsonb), :payload
                        FROM generate_series(1, 20000)\
                        """)
                    .bind("topic", event().topic())
                    .bind("key", event().key())
                    .bind("headers", "{\"ce_id\": \"%s\"}".formatted(UUID.randomUUID()))
                    .bind("payload", event().payload())
                    .execute());
  }

  private Message event() {
    var consent = new Consent(Setup.APP, User.UNKNOWN, null, Instant.EPOCH);
    var id = new ConnectionId(Setup.APP, credentials.environment(), Tokens.subject(1));
    Instant now = Instant.now();
    var sealed = subscribers.seal(Setup.APP, new Secret(Tokens.access(1, 1)));
    return messages.refreshed(new Connection.Active(id, 2, consent, tokens(now)), sealed, now);
  }

  private void kafka(Load load) throws InterruptedException {
    Map<String, Object> properties = new HashMap<>(stage.config().kafka().properties());
    properties.put("acks", "all");
    properties.put("enable.idempotence", "true");
    properties.put("key.serializer", StringSerializer.class);
    properties.put("value.serializer", ByteArraySerializer.class);
    Message event = event();
    try (var producer = new KafkaProducer<String, byte[]>(properties)) {
      note(
          "kafka_per_s",
          "Kafka sends alone",
          load.perSecond(
              1,
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  var record =
                      new ProducerRecord<>(event.topic(), event.key() + i % 64, event.payload());
                  event
                      .headers()
                      .forEach(
                          (name, value) ->
                              record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
                  var _ = producer.send(record);
                }
                producer.flush();
                return 1_000;
              }));
    }
  }

  private void together() {
    var figures = bench.figures();
    double rate = figures.median("refreshes_per_s_" + Bench.size(connections));
    double limit = limit("http_per_s", "commits_per_s", "kafka_per_s");
    double all =
        limit("http_per_s", "commits_per_s", "kafka_per_s", "claims_per_s", "outbox_per_s");
    figures.add("limit_per_s", "what HTTP, commits and Kafka allow together", "/s", limit);
    figures.add("ratio_to_limit", "refreshes end to end, of that", "", rate / limit);
    figures.add("ratio_to_limit_with_claims", "and with claims and outbox in it", "", rate / all);
  }

  private double limit(String... parts) {
    double seconds = 0;
    for (String part : parts) {
      seconds += 1 / bench.figures().median(part);
    }
    return 1 / seconds;
  }
}
