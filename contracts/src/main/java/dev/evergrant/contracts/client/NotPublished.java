package dev.evergrant.contracts.client;

/**
 * Kafka did not confirm an event in time. It may be there nevertheless; publishing it again is
 * harmless. The message holds no part of the event but its key, and there is no cause: that of a
 * Kafka client may hold the event.
 */
public final class NotPublished extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotPublished(String message) {
    super(message);
  }
}
