package dev.evergrant.worker;

/** How a worker begins. */
public enum Start {
  /** Claims what is due. */
  AT_ONCE,

  /**
   * With every app paused by the operator, and connections held that Kafka has newer versions of:
   * for a database that was restored. Reads all token updates that Kafka has.
   */
  PAUSED
}
