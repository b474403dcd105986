package dev.evergrant.contracts.client;

import dev.evergrant.contracts.AuthorizationWithdrawn;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what users have agreed to, or no longer agree to. One for a whole program; safe for any
 * thread.
 *
 * <p>A future is fulfilled when all in-sync replicas have the event, and ends with {@link
 * NotPublished} when that is not sure, as in an outage: publish again, at once, as an event that is
 * published twice is exchanged once. Codes and verifiers are never logged, nor part of an
 * exception.
 */
public final class GrantPublisher implements AutoCloseable {
  private final Sender sender;
  private final @Nullable WorkerKeys keys;

  /**
   * Codes travel encrypted, so that nobody but the worker can read them in Kafka.
   *
   * @param kafka the Kafka client's properties, {@code bootstrap.servers} at least
   * @param source who publishes, as a URI reference: the CloudEvents source, such as {@code
   *     /crm-frontend}
   */
  public GrantPublisher(Map<String, ?> kafka, String source, WorkerKeys keys) {
    this(sender(kafka, source), keys);
  }

  /** Codes can be read by whoever may read the topic. */
  public GrantPublisher(Map<String, ?> kafka, String source) {
    this(sender(kafka, source), null);
  }

  GrantPublisher(Sender sender, @Nullable WorkerKeys keys) {
    this.sender = sender;
    this.keys = keys;
  }

  private static Sender sender(Map<String, ?> kafka, String source) {
    return new Sender(
        KafkaClients.producer(kafka), source, InstantSource.system(), UUID::randomUUID);
  }

  /**
   * Hands a one-time code over, which the worker then exchanges. Waits for Kafka itself only where
   * no broker is known, at the start or in an outage, and for {@code max.block.ms} (5 s) at most.
   */
  public CompletableFuture<Void> publishGrant(Grant grant) {
    String key = key(grant.app(), grant.environment(), grant.subject());
    String type = EventTypes.AUTHORIZATION_COMPLETED;
    if (keys == null) {
      return sender.send(Topics.AUTHORIZATIONS, key, type, grant.plain());
    }
    return keys.newest()
        .thenCompose(
            sealer ->
                sender.send(Topics.AUTHORIZATIONS, key, type, grant.sealed(sealer.seal(grant))));
  }

  /**
   * The same, and waits for the confirmation.
   *
   * @throws NotPublished if there is none in this time; publishing again is harmless
   */
  public void publishGrant(Grant grant, Duration atMost) {
    await(publishGrant(grant), grant.toString(), atMost);
  }

  /** Ends a user's connection, or those of both environments. */
  public CompletableFuture<Void> publishWithdrawal(AuthorizationWithdrawn withdrawal) {
    String key = key(withdrawal.app(), withdrawal.environment(), withdrawal.subject());
    return sender.send(Topics.AUTHORIZATIONS, key, EventTypes.AUTHORIZATION_WITHDRAWN, withdrawal);
  }

  /**
   * The same, and waits for the confirmation.
   *
   * @throws NotPublished if there is none in this time; publishing again is harmless
   */
  public void publishWithdrawal(AuthorizationWithdrawn withdrawal, Duration atMost) {
    await(publishWithdrawal(withdrawal), withdrawal.toString(), atMost);
  }

  /** All events of one subject share a key, and so keep their order. */
  private static String key(String app, @Nullable String environment, String subject) {
    return app + "/" + (environment == null ? "" : environment) + "/" + subject;
  }

  private static void await(CompletableFuture<Void> confirmed, String what, Duration atMost) {
    try {
      confirmed.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException problem) {
      if (problem.getCause() instanceof NotPublished known) {
        throw known;
      }
      throw new NotPublished(what + " could not be published; try again.");
    } catch (TimeoutException _) {
      throw new NotPublished(
          "%s is not confirmed after %d ms; try again.".formatted(what, atMost.toMillis()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new NotPublished(what + " is not confirmed, as the thread was interrupted.");
    }
  }

  /** Waits for what is under way, for as long as it takes to confirm it or to give it up. */
  @Override
  public void close() {
    sender.close();
  }
}
