package dev.evergrant.worker.lifecycle;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of each day in which nobody is told anything; what is due then waits until it is over.
 *
 * @param from when it begins
 * @param to when it ends, on the next day where it is earlier than {@code from}
 * @param zone of organizations that have none of their own, and of the unknown one
 * @param zones by organization
 */
public record QuietHours(LocalTime from, LocalTime to, ZoneId zone, Map<String, ZoneId> zones) {

  /** Whether it is quiet there now. */
  public boolean contains(@Nullable String organization, Instant now) {
    ZoneId there = organization == null ? zone : zones.getOrDefault(organization, zone);
    LocalTime time = now.atZone(there).toLocalTime();
    boolean begun = !time.isBefore(from);
    boolean over = !time.isBefore(to);
    return from.isBefore(to) ? begun && !over : begun || !over;
  }
}
