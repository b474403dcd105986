package dev.evergrant.worker.intake;

import dev.evergrant.contracts.AuthorizationCompleted;
import dev.evergrant.contracts.AuthorizationWithdrawn;
import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.TokenRejected;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record that has been read, and its code unsealed; whether it is acceptable is still open. */
sealed interface Opened {

  /** The data has a code, whether it was sealed or not. */
  record Completed(
      ConsumerRecord<String, byte[]> record, CloudEvent event, AuthorizationCompleted data)
      implements Opened {}

  record Withdrawn(
      ConsumerRecord<String, byte[]> record, CloudEvent event, AuthorizationWithdrawn data)
      implements Opened {}

  record Rejected(ConsumerRecord<String, byte[]> record, CloudEvent event, TokenRejected data)
      implements Opened {}

  /** It cannot be read. */
  record Unreadable(Accepted.DeadLetter letter) implements Opened {}
}
