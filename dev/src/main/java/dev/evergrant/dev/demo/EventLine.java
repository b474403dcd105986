package dev.evergrant.dev.demo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event, as a person reads it.
 *
 * @param id names the record it was, so that a page can tell which lines it has already
 * @param type the CloudEvents type without what all have in common, such as {@code token.issued}
 * @param alert whether somebody has to know or do something
 * @param connection which one it is about, where it is about one
 */
record EventLine(
    String id,
    Instant time,
    String type,
    boolean alert,
    @Nullable String connection,
    String summary) {}
