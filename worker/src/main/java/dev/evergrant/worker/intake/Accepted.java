package dev.evergrant.worker.intake;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.Rejections;
import java.util.List;

/** What a record from Kafka comes to. */
sealed interface Accepted {

  /** A code to exchange. */
  record Grant(GrantRows.New row) implements Accepted {}

  /** Connections whose user has withdrawn. */
  record Withdrawal(String eventSource, String eventId, List<ConnectionId> connections)
      implements Accepted {}

  /** An access token that the provider's API does not accept. */
  record Rejection(Rejections.Rejected row) implements Accepted {}

  /** Not acceptable. */
  record DeadLetter(Message message, String field) implements Accepted {}
}
