package dev.evergrant.worker.alert;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.Alert;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.AuthorizeUrl;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.QuietHours;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.ReauthorizationRows;
import dev.evergrant.worker.store.ReauthorizationRows.Group;
import dev.evergrant.worker.store.ReauthorizationRows.Named;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people, in one batch for each app, environment and organization, what they have to do or
 * need not do any more.
 *
 * <p>A batch is one transaction: who is in it, that they have been told, and the promise to publish
 * its parts. A crash before its end leaves nothing behind, one after it loses nothing; so nobody is
 * told twice or not at all. No more than one part is in memory at a time.
 */
public final class Batches {
  private static final Logger log = LoggerFactory.getLogger(Batches.class);

  /** So many connections are in one event at most. */
  public static final int LARGEST_PART = 500;

  /** Bytes of all connections of an event; the largest record of Kafka, less the text and link. */
  private static final int LARGEST_EVENT = 900_000;

  /** More bytes than what surrounds a connection's texts has: names of fields, reason and time. */
  private static final int FRAME = 300;

  private final Jdbi jdbi;
  private final Map<String, App> apps;
  private final ReauthorizationRows rows;
  private final OutboxRows outbox;
  private final Messages messages;
  private final Supplier<String> ids;
  private final Rhythm rhythm;
  private final MeterRegistry meters;

  /**
   * When people are told again, and when not.
   *
   * @param reminders how many follow the first time
   */
  public record Rhythm(Duration remindEvery, int reminders, @Nullable QuietHours quiet) {}

  /**
   * @param ids makes a new batch's id
   */
  public Batches(
      Jdbi jdbi,
      Map<String, App> apps,
      ReauthorizationRows rows,
      OutboxRows outbox,
      Messages messages,
      Supplier<String> ids,
      Rhythm rhythm,
      MeterRegistry meters) {
    this.jdbi = jdbi;
    this.apps = apps;
    this.rows = rows;
    this.outbox = outbox;
    this.messages = messages;
    this.ids = ids;
    this.rhythm = rhythm;
    this.meters = meters;
  }

  /** Makes a batch of everything that is due, group by group. */
  public void make() {
    for (Group group : rows.dueGroups(jdbi)) {
      if (credentials(group) == null) {
        log.warn(
            "{}/{} is not configured any more; {} connections of it are told of to nobody.",
            group.app(),
            group.environment(),
            group.state());
        continue;
      }
      int told = jdbi.inTransaction(handle -> make(handle, group));
      if (told > 0) {
        meters
            .counter(
                "evergrant.reauthorizations.told",
                "app",
                group.app(),
                "environment",
                group.environment(),
                "kind",
                group.state())
            .increment(told);
      }
    }
  }

  private int make(Handle handle, Group group) {
    Instant now = Database.now(handle);
    QuietHours quiet = rhythm.quiet();
    if (quiet != null && quiet.contains(group.organization(), now)) {
      return 0;
    }
    String batch = ids.get();
    int all = rows.take(handle, group, batch, rhythm.remindEvery(), rhythm.reminders());
    int size = partSize(rows.heaviest(handle, batch));
    int parts = (all + size - 1) / size;
    long last = 0;
    for (int part = 1; part <= parts; part++) {
      List<Named> named = rows.part(handle, batch, last, size);
      last = named.getLast().id();
      Alert alert = alert(group, new Place(batch, part, parts), affected(named));
      String key = group.app() + "/" + group.environment();
      outbox.append(handle, List.of(messages.alert(key, alert, now)));
    }
    if (group.state().equals("resolved")) {
      rows.forget(handle, batch);
    }
    return all;
  }

  /**
   * So many connections are in one event: 500, but for names so long that it would be too large for
   * Kafka.
   *
   * @param heaviest the longest texts of a connection, in bytes; JSON may double them
   */
  private static int partSize(int heaviest) {
    return Math.min(LARGEST_PART, LARGEST_EVENT / (2 * heaviest + FRAME));
  }

  private record Place(String batch, int part, int parts) {}

  private Alert alert(Group group, Place place, List<Alert.Affected> affected) {
    if (group.state().equals("resolved")) {
      return new Alert.ReauthorizationResolved(
          place.batch(),
          place.part(),
          place.parts(),
          group.app(),
          group.environment(),
          group.provider(),
          group.organization(),
          affected,
          Wording.resolved(group, affected));
    }
    String url =
        AuthorizeUrl.thatReturns(
            requireNonNull(apps.get(group.app())), requireNonNull(credentials(group)));
    return new Alert.ReauthorizationRequired(
        place.batch(),
        place.part(),
        place.parts(),
        group.state(),
        group.app(),
        group.environment(),
        group.provider(),
        group.organization(),
        url,
        affected,
        Wording.required(group, affected, url));
  }

  private static List<Alert.Affected> affected(List<Named> named) {
    return named.stream()
        .map(
            one ->
                new Alert.Affected(
                    one.connection(),
                    one.subject(),
                    one.user(),
                    one.reason(),
                    one.at(),
                    one.reminder() == 0 ? null : one.reminder()))
        .toList();
  }

  private @Nullable Credentials credentials(Group group) {
    App app = apps.get(group.app());
    return app == null ? null : app.credentials().get(group.environment());
  }
}
