package dev.evergrant.devkit.simulator;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What becomes of a refresh token once it has been used. Every refresh brings a new one; the kinds
 * differ in how long the old ones still work.
 */
public enum Rotation {
  /** Not at all. */
  STRICT,
  /** For a while after the first use ({@link Settings#rotationGrace()}). */
  GRACE,
  /** Until an access token that a later refresh token came with is presented to the API. */
  UNTIL_NEW_USED,
  /** As long as they live. */
  REUSABLE;

  /** As JSON and flags have it, such as {@code until_new_used}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The opposite of {@link #wireName()}. */
  @JsonCreator
  public static Rotation of(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }
}
