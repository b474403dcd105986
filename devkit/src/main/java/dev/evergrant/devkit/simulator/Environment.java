package dev.evergrant.devkit.simulator;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which of an app's two credentials. */
public enum Environment {
  DEVELOPMENT,
  PRODUCTION;

  /** As JSON and flags have it: {@code development} or {@code production}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The opposite of {@link #wireName()}. */
  @JsonCreator
  public static Environment of(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }
}
