package dev.evergrant.contracts;

/**
 * An event is not what the contract says, and sending the same again will not help.
 *
 * <p>The message is one sentence for whoever sent the event: it begins with the field and says what
 * to do. It holds no part of the event's values, so that it may go to logs and dead letters. For
 * the same reason there is never a cause: a parser's own message may quote its source. There is no
 * stack trace either: this is an expected outcome, and a flood of bad events must stay cheap.
 */
public final class UnacceptableEvent extends Exception {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field a header ({@code ce_id}), a path in the JSON ({@code user.email}), or {@code
   *     value} for the record's value as a whole
   * @param problem the rest of the sentence, for example {@code is missing: send …}
   */
  public UnacceptableEvent(String field, String problem) {
    super(field + " " + problem, null, false, false);
    this.field = field;
  }

  /** The header, the path in the JSON, or {@code value}. */
  public String field() {
    return field;
  }
}
