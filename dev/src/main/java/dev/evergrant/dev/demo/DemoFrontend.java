package dev.evergrant.dev.demo;

import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpHandler;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.ops.Pages;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The demo's composition root: made before the worker, its pages added to the worker's port, closed
 * after it.
 */
public final class DemoFrontend implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_PENDING = 1_000;
  private static final int MOST_CONNECTIONS = 200;
  private static final int MOST_EVENTS = 50;
  private static final int LARGEST_EVENT = 1 << 20;

  private final Setup setup;
  private final Nonces nonces;
  private final PendingAuthorizations pending;
  private final Board board;
  private final HttpClient http;
  private final KafkaProducer<String, byte[]> producer;
  private final Publisher publisher;
  private final Follower follower;
  private final Thread followerThread;

  /**
   * What it needs.
   *
   * @param kafka client properties under Kafka's own names
   * @param app what users are to authorize
   * @param subscriber the name that access tokens are sealed to the demo under …
   * @param key … and its private key
   * @param workerKey the worker's public key, a JWK in JSON, which codes are sealed to
   * @param providerUrl the simulated provider's base URL
   * @param publicUrl where browsers find the demo, without a path; {@code /oauth/callback} under it
   *     is a redirect URI of the app
   * @param random a secure one, as states and sessions come from it
   */
  public record Setup(
      Map<String, Object> kafka,
      App app,
      String subscriber,
      RSAKey key,
      String workerKey,
      URI providerUrl,
      URI publicUrl,
      InstantSource clock,
      RandomGenerator random) {

    /** Leaves the private key and Kafka's properties out. */
    @Override
    public String toString() {
      return "Setup[" + app.name() + " at " + publicUrl + "]";
    }
  }

  /** Starts to follow the topics, which have to be there. */
  public DemoFrontend(Setup setup) {
    this.setup = setup;
    this.nonces = new Nonces(setup.random());
    this.pending = new PendingAuthorizations(nonces, setup.clock(), MOST_PENDING);
    this.board = new Board(setup.subscriber(), MOST_CONNECTIONS, MOST_EVENTS);
    this.http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    var codec = new CloudEventCodec(LARGEST_EVENT);
    this.producer = new KafkaProducer<>(producing(setup.kafka()));
    this.publisher =
        new Publisher(
            setup.app().name(),
            String.join(" ", setup.app().scopes()),
            redirectUri(),
            nonces,
            setup.clock(),
            codec,
            Seal.to(setup.workerKey(), codec),
            this::send);
    this.follower = new Follower(new KafkaConsumer<>(consuming(setup.kafka())), codec, board);
    this.followerThread = Thread.ofPlatform().name("demo").daemon().start(follower);
  }

  /** Adds all pages of the demo; {@code /} among them, and with it the answer to unknown paths. */
  public void addTo(Pages pages) {
    var site = Site.of(setup.app().provider().authorizeUrl());
    var actions =
        new Actions(
            board,
            publisher,
            new TryToken(
                setup.subscriber(),
                setup.key(),
                setup.providerUrl().resolve("/api/v2/users/me"),
                http),
            SameOrigin.of(setup.publicUrl()));
    get(pages, "/", site.file("index.html", "text/html; charset=utf-8"));
    get(pages, "/demo/app.js", site.file("app.js", "text/javascript; charset=utf-8"));
    get(pages, "/demo/style.css", site.file("style.css", "text/css; charset=utf-8"));
    get(pages, "/demo/icon.svg", site.file("icon.svg", "image/svg+xml"));
    get(
        pages,
        "/connect",
        new Connect(setup.app(), setup.publicUrl(), redirectUri(), pending, nonces));
    get(
        pages,
        "/oauth/callback",
        new Callback(
            pending,
            publisher,
            new NotStartedHere(setup.app(), board, Site.page("not-started-here.html"))));
    get(
        pages,
        "/demo/state",
        exchange -> Responses.json(exchange, 200, board.snapshot(setup.clock().instant())));
    post(pages, "/demo/try", actions.tryToken());
    post(pages, "/demo/withdraw", actions.withdraw());
    post(pages, "/demo/reject", actions.reject());
  }

  private String redirectUri() {
    return setup.publicUrl().resolve("/oauth/callback").toString();
  }

  private static void get(Pages pages, String path, HttpHandler handler) {
    pages.add(path, new Route("GET", path, handler));
  }

  private static void post(Pages pages, String path, HttpHandler handler) {
    pages.add(path, new Route("POST", path, handler));
  }

  private void send(ProducerRecord<String, byte[]> record) {
    try {
      producer.send(record).get();
    } catch (ExecutionException problem) {
      throw new KafkaException("Kafka did not take a record on " + record.topic(), problem);
    } catch (InterruptedException interrupted) {
      throw new InterruptException(interrupted);
    }
  }

  private static Map<String, Object> producing(Map<String, Object> kafka) {
    Map<String, Object> properties = new HashMap<>(kafka);
    // Somebody is waiting in front of a browser.
    properties.put("max.block.ms", "5000");
    properties.put("request.timeout.ms", "4000");
    properties.put("delivery.timeout.ms", "5000");
    properties.put("acks", "all");
    properties.put("key.serializer", StringSerializer.class);
    properties.put("value.serializer", ByteArraySerializer.class);
    return properties;
  }

  private static Map<String, Object> consuming(Map<String, Object> kafka) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put("enable.auto.commit", "false");
    properties.put("key.deserializer", StringDeserializer.class);
    properties.put("value.deserializer", ByteArrayDeserializer.class);
    return properties;
  }

  @Override
  public void close() {
    follower.stop();
    try {
      followerThread.join(PATIENCE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      producer.close(PATIENCE);
      http.close();
    }
  }
}
