package dev.evergrant.worker.store;

import dev.evergrant.contracts.ConnectionId;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What subscribers report of access tokens that a provider's API does not accept. */
public final class Rejections {
  private final ConnectionRows connections;

  public Rejections(ConnectionRows connections) {
    this.connections = connections;
  }

  /**
   * A report that the provider's API does not accept an access token.
   *
   * @param spacing the provider mints no second token within this time
   */
  public record Rejected(ConnectionId connection, long version, Duration spacing) {}

  /**
   * Makes connections due at once whose current version was reported; reports about older versions,
   * and about a connection that is being refreshed already, change nothing. Where an answer was
   * lost it stays at the time that was set for the next attempt: the provider may be about to act
   * on the last one.
   */
  public void reject(Handle handle, List<Rejected> reports) {
    if (reports.isEmpty()) {
      return;
    }
    connections.lock(handle, reports.stream().map(Rejected::connection).toList());
    var update =
        handle.createUpdate(
            """
            UPDATE connection AS c SET floor_at = evergrant_now(),
              due_at = CASE WHEN c.in_doubt THEN c.due_at ELSE greatest(evergrant_now(),
                c.issued_at + d.spacing * interval '1 millisecond') END
            FROM unnest(:connection, :version, :spacing) AS d(connection, version, spacing)
            WHERE c.connection = d.connection AND c.version = d.version
              AND c.status = 'active' AND c.owner IS NULL AND c.refresh_token IS NOT NULL
              AND c.held IS NULL\
            """);
    new Columns<>(reports)
        .text("connection", report -> report.connection().toString())
        .longs("version", Rejected::version)
        .longs("spacing", report -> report.spacing().toMillis())
        .bindTo(update);
    update.execute();
  }
}
