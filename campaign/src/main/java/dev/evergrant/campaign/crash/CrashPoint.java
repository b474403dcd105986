package dev.evergrant.campaign.crash;

/**
 * Where a worker can be made to crash: a method of its code, before its first or after its last
 * instruction. The names begin with the number of the failure model's fault point.
 */
public enum CrashPoint {
  /** Polled, nothing written. */
  F1_POLLED(Edge.BEFORE, "intake/TakeIn", "take"),
  /** Written, not committed. */
  F1_INSERTED(Edge.AFTER, "store/GrantRows", "insert"),
  /** Committed, the offset not. */
  F2_OFFSET_OPEN(Edge.AFTER, "intake/TakeIn", "take"),
  /** Codes claimed, none sent. */
  F3_CODES_CLAIMED(Edge.AFTER, "store/Claims", "grants"),
  /** Connections claimed, no refresh token sent. */
  F3_REFRESHES_CLAIMED(Edge.AFTER, "store/Claims", "refreshes"),
  /** About to send. */
  F3_NOT_BEGUN(Edge.BEFORE, "work/Ask", "answer"),
  /** The request has been written, no answer read. */
  F5_SENT(Edge.AFTER, "provider/OnceOnlyForm", "writeTo"),
  /** The answer has begun to arrive: the provider has committed. */
  F6_ANSWERED(Edge.BEFORE, "provider/FormClient", "read"),
  /** The token set is in memory only. */
  F7_IN_MEMORY(Edge.BEFORE, "work/Committer", "add"),
  /** The new state is written, its event not yet. */
  F8_WRITING(Edge.AFTER, "store/ConnectionRows", "put"),
  /** Everything is written, the commit not sent. */
  F8_BEFORE_COMMIT(Edge.AFTER, "store/OutboxRows", "append"),
  /** Committed, and nobody knows yet. */
  F8_COMMITTED(Edge.BEFORE, "work/Commit", "count"),
  /** Committed, not published. */
  F9_NOT_PUBLISHED(Edge.BEFORE, "outbox/Relay", "publish"),
  /** Published, the outbox not cleared. */
  F10_PUBLISHED(Edge.BEFORE, "store/OutboxRows", "delete"),
  /** In the middle of a batch, so that its partitions go to somebody else. */
  F11_IN_MID_BATCH(Edge.BEFORE, "intake/TakeIn", "store"),
  /** A withdrawal is about to be carried out. */
  F20_WITHDRAWING(Edge.BEFORE, "intake/Withdraw", "withdraw"),
  /** A withdrawal is carried out, not committed. */
  F20_WITHDRAWN(Edge.AFTER, "intake/Withdraw", "withdraw");

  /** Whether it is passed so seldom that the first time has to do. */
  public boolean isRare() {
    return this == F20_WITHDRAWING || this == F20_WITHDRAWN;
  }

  /** Which side of the method. */
  public enum Edge {
    BEFORE,
    AFTER
  }

  private static final String ROOT = "dev/evergrant/worker/";

  private final Edge edge;
  private final String owner;
  private final String method;

  CrashPoint(Edge edge, String owner, String method) {
    this.edge = edge;
    this.owner = ROOT + owner;
    this.method = method;
  }

  public Edge edge() {
    return edge;
  }

  /** The class, with slashes. */
  public String owner() {
    return owner;
  }

  /** The method's name; all overloads of it count. */
  public String method() {
    return method;
  }

  /** Such as {@code F8}. */
  public String fault() {
    return name().substring(0, name().indexOf('_'));
  }
}
