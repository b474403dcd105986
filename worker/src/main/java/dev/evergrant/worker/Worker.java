package dev.evergrant.worker;

import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.config.SealingKeys;
import dev.evergrant.worker.intake.Intake;
import dev.evergrant.worker.intake.SealedCodes;
import dev.evergrant.worker.intake.TakeIn;
import dev.evergrant.worker.intake.Withdraw;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.ops.CalendarPages;
import dev.evergrant.worker.ops.Gauges;
import dev.evergrant.worker.ops.Health;
import dev.evergrant.worker.ops.Meters;
import dev.evergrant.worker.ops.Pages;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.outbox.Relay;
import dev.evergrant.worker.outbox.Subscribers;
import dev.evergrant.worker.provider.FormClient;
import dev.evergrant.worker.provider.HttpIdentity;
import dev.evergrant.worker.provider.HttpRevocation;
import dev.evergrant.worker.provider.HttpTokenEndpoint;
import dev.evergrant.worker.provider.ProviderGuards;
import dev.evergrant.worker.store.Calendar;
import dev.evergrant.worker.store.Census;
import dev.evergrant.worker.store.Cipher;
import dev.evergrant.worker.store.Claims;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.DeliveryRows;
import dev.evergrant.worker.store.DeveloperRows;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.HistoryRows;
import dev.evergrant.worker.store.IdentityRows;
import dev.evergrant.worker.store.Installation;
import dev.evergrant.worker.store.Migrations;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.PauseRows;
import dev.evergrant.worker.store.QuarantineRows;
import dev.evergrant.worker.store.ReauthorizationRows;
import dev.evergrant.worker.store.Rejections;
import dev.evergrant.worker.store.RevocationRows;
import dev.evergrant.worker.store.SubscriptionRows;
import dev.evergrant.worker.store.WorkerRows;
import dev.evergrant.worker.webhook.WebhookClient;
import dev.evergrant.worker.webhook.Webhooks;
import dev.evergrant.worker.work.Engine;
import dev.evergrant.worker.work.OperatorPause;
import dev.evergrant.worker.work.Spool;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: every part is made here, in the order of dependency, and here alone time
 * and chance come in.
 */
public final class Worker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);
  private static final int POOL = 12;
  // Together less than the 30 s that a container is usually given to stop.
  private static final Duration PATIENCE_WITH_CALLS = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int GAUGES_EVERY_SECONDS = 5;

  private final Database database;
  private final Spool spool;
  private final Engine engine;
  private final FormClient client;
  private final HttpIdentity identity;
  private final Intake intake;
  private final Thread intakeThread;
  private final Relay relay;
  private final Thread relayThread;
  private final KafkaProducer<String, byte[]> producer;
  private final Webhooks webhooks;
  private final Thread webhooksThread;
  private final ScheduledExecutorService clock;
  private final Pages pages;

  /**
   * Starts a worker; when it returns, the worker takes events in.
   *
   * @param morePages adds pages to its port before it opens
   * @throws StartRefused if something that it needs is missing, with a sentence that says what
   */
  public static Worker start(Config config, Consumer<Pages> morePages) {
    return start(config, morePages, Start.AT_ONCE);
  }

  public static Worker start(Config config, Consumer<Pages> morePages, Start how) {
    try {
      return new Worker(config, morePages, how);
    } catch (SQLException
        | SchedulerException
        | IOException
        | InterruptedException
        | Migrations.SchemaIsOld
        | Spool.Unreadable
        | Cipher.CannotDecrypt problem) {
      throw BeforeWork.refused(config, problem);
    }
  }

  private Worker(Config config, Consumer<Pages> morePages, Start how)
      throws SQLException, SchedulerException, IOException, InterruptedException {
    LongSupplier nanos = System::nanoTime;
    InstantSource wallClock = InstantSource.system();
    // In containers all process ids are alike; chance tells workers apart.
    String chance = UUID.randomUUID().toString().substring(0, 8);
    String name = "worker-" + ProcessHandle.current().pid() + "-" + chance;
    Meters meters = new Meters();
    CloudEventCodec codec = new CloudEventCodec();
    Cipher cipher = Cipher.of(config.encryption().keyset());

    this.database = Database.open(config.database(), POOL);
    Migrations.requireCurrent(database.pool());
    BeforeWork.check(database, wallClock, nanos);
    var fingerprints = Installation.fingerprints(database.jdbi(), cipher, new SecureRandom());
    var connections = new ConnectionRows(cipher, fingerprints);
    var grants = new GrantRows(cipher);
    var targets = config.alerts().webhooks().values();
    var deliveries = new DeliveryRows(targets, codec);
    var outbox = new OutboxRows(deliveries);
    var history = new HistoryRows();
    var pauses = new PauseRows();
    var quarantine = new QuarantineRows(cipher, fingerprints);
    var revocations =
        new RevocationRows(
            cipher,
            config.apps().values().stream()
                .map(App::provider)
                .filter(provider -> provider.revokeUrl() != null)
                .map(Profile::name)
                .collect(Collectors.toSet()));
    Messages messages = new Messages(codec, UUID::randomUUID);

    if (how == Start.PAUSED) {
      new OperatorPause(database.jdbi(), pauses, outbox, messages).begin(config.apps().values());
      BeforeWork.compare(config, database);
    }
    this.spool = BeforeWork.spool(config, name, cipher, nanos);

    var subscribers = new Subscribers(config.subscribers().values(), new SecureRandom(), nanos);
    var subscriptions = new SubscriptionRows(subscribers.fingerprints(config.apps().keySet()));
    var reauthorizations = new ReauthorizationRows();
    var developers = new DeveloperRows();
    reauthorizations.reschedule(database.jdbi(), config.alerts().ahead());

    var guards = new ProviderGuards(config.apps().values(), nanos);
    this.client = new FormClient(guards.calls(), nanos);
    this.identity = new HttpIdentity(Engine.mostIdentityCalls(config.apps().values()), wallClock);
    this.engine =
        new Engine(
            name,
            database,
            new Engine.Tables(
                new Claims(database.jdbi(), cipher, nanos),
                connections,
                grants,
                new IdentityRows(cipher),
                pauses,
                revocations,
                quarantine,
                history,
                outbox,
                new WorkerRows(subscriptions)),
            new Engine.Providers(
                config.apps(),
                guards,
                new HttpTokenEndpoint(client, wallClock),
                new HttpRevocation(client),
                identity),
            new Engine.Alerting(
                reauthorizations,
                developers,
                config.alerts().ahead(),
                AlertTicks.of(
                    config,
                    database.jdbi(),
                    new AlertTicks.Tables(
                        reauthorizations,
                        developers,
                        connections,
                        revocations,
                        subscriptions,
                        outbox),
                    subscribers,
                    messages,
                    meters.registry(),
                    nanos)),
            subscribers,
            messages,
            spool,
            config.history().keep(),
            meters.registry(),
            new Engine.Outer(nanos, () -> ThreadLocalRandom.current().nextDouble()));

    this.producer = new KafkaProducer<>(Clients.producer(config.kafka()));
    this.relay = new Relay(database, outbox, producer);
    this.relayThread = Thread.ofPlatform().name("relay").unstarted(relay);
    this.webhooks =
        new Webhooks(
            database.jdbi(),
            deliveries,
            targets,
            new WebhookClient(targets.size(), WebhookClient.DEADLINE),
            meters.registry(),
            wallClock,
            nanos,
            () -> ThreadLocalRandom.current().nextDouble());
    this.webhooksThread = Thread.ofPlatform().name("webhooks").unstarted(webhooks);
    TakeIn takeIn =
        new TakeIn(
            database.jdbi(),
            config.apps(),
            codec,
            new SealedCodes(config.sealing().keys(), codec),
            fingerprints,
            grants,
            new Rejections(connections),
            new Withdraw(
                connections,
                grants,
                revocations,
                quarantine,
                reauthorizations,
                history,
                outbox,
                messages),
            outbox,
            meters.registry());
    this.intake =
        new Intake(
            new KafkaConsumer<>(Clients.consumer(config.kafka())),
            records -> takeIn.take(records, engine::somethingIsDue),
            meters.registry());
    this.intakeThread = Thread.ofPlatform().name("intake").unstarted(intake);

    List<Credentials> lanes =
        config.apps().values().stream()
            .flatMap(app -> app.credentials().values().stream())
            .toList();
    Gauges gauges = new Gauges(new Census(database.jdbi(), lanes), meters.registry(), nanos);
    for (Credentials of : lanes) {
      meters.circuit(of.app(), of.environment(), guards.of(of)::state);
    }
    this.clock =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("gauges").factory());
    Health health = new Health().needs(intakeThread).needs(relayThread).needs(webhooksThread);
    engine.threads().forEach(health::needs);
    health.needs("database", database::works);
    health.mentions("paused", () -> List.copyOf(pauses.paused(database.jdbi()).keySet()));
    this.pages =
        new Pages(config.pages().port())
            .add("/livez", "text/plain", health::live)
            .add("/readyz", "text/plain", health::ready)
            .add("/metrics", "text/plain", () -> new Pages.Answer(200, meters.scrape()));
    String publicKeys = SealingKeys.publicSet(config.sealing().keys());
    pages.add(
        "/.well-known/jwks.json",
        "application/jwk-set+json",
        () -> new Pages.Answer(200, publicKeys));
    morePages.accept(new CalendarPages(new Calendar(database.jdbi())).addTo(pages));

    engine.start();
    relayThread.start();
    webhooksThread.start();
    intakeThread.start();
    var _ = clock.scheduleWithFixedDelay(gauges, 0, GAUGES_EVERY_SECONDS, TimeUnit.SECONDS);
    pages.start();
    log.info("{} has started; pages are on port {}.", name, pages.port());
  }

  /** The port of its pages. */
  public int port() {
    return pages.port();
  }

  /**
   * Stops in good order: takes nothing more in, claims nothing more, finishes what is in flight,
   * commits it and publishes it, all within a deadline.
   */
  @Override
  public void close() {
    try {
      log.info("Stopping: what is in flight is finished first.");
      intake.stop();
      webhooks.stop();
      intakeThread.join(PATIENCE);
      boolean all = engine.stop(PATIENCE_WITH_CALLS);
      relay.stop();
      relayThread.join(PATIENCE);
      webhooksThread.join(PATIENCE);
      if (!webhooks.awaitLast(PATIENCE)) {
        log.info("Alerts that a webhook target has not answered are sent again by another worker.");
      }
      log.info(
          all
              ? "Stopped; nothing was in flight any more."
              : "Stopped; calls that had no answer in time, or whose answer the database did not"
                  + " take, are in doubt and will be taken up by another worker.");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      clock.shutdownNow();
      producer.close(Duration.ofSeconds(5));
      client.close();
      identity.close();
      pages.close();
      spool.close();
      database.close();
    }
  }
}
