package dev.evergrant.devkit.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Another clock, moved by an offset. Thread-safe. */
final class SettableClock implements InstantSource {
  private final InstantSource base;
  private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

  SettableClock(InstantSource base) {
    this.base = base;
  }

  @Override
  public Instant instant() {
    return base.instant().plus(offset.get());
  }

  Duration offset() {
    return offset.get();
  }

  void moveTo(Duration newOffset) {
    offset.set(newOffset);
  }

  /** The offset at which the clock would show this time now. */
  Duration offsetFor(Instant time) {
    return Duration.between(base.instant(), time);
  }
}
