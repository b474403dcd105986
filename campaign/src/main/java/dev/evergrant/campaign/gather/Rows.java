package dev.evergrant.campaign.gather;

import dev.evergrant.campaign.check.Evidence.ConnectionRow;
import dev.evergrant.campaign.check.Evidence.GrantRow;
import dev.evergrant.campaign.check.Evidence.HistoryRow;
import dev.evergrant.campaign.check.Evidence.Sealed;
import dev.evergrant.campaign.cluster.Cluster;
import dev.evergrant.campaign.cluster.Wire;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.store.Cipher;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** Reads the database, with the workers' keyset. */
final class Rows {
  private final Cluster cluster;
  private final Cipher cipher;

  Rows(Cluster cluster) {
    this.cluster = cluster;
    this.cipher = Cipher.of(cluster.keyset());
  }

  List<ConnectionRow> connections() {
    return all(
        "SELECT connection, status, reason, version, refresh_token FROM connection",
        (row, _) ->
            new ConnectionRow(
                ConnectionId.parse(row.getString("connection")),
                row.getString("status").equals("active"),
                row.getString("reason"),
                row.getLong("version"),
                fingerprint(
                    row.getBytes("refresh_token"),
                    row.getString("connection"),
                    row.getLong("version"))));
  }

  private @Nullable String fingerprint(byte @Nullable [] sealed, String connection, long version) {
    if (sealed == null) {
      return null;
    }
    try {
      byte[] plain = cipher.open(sealed, connection, "refresh_token", version);
      return Wire.fingerprint(new String(plain, StandardCharsets.UTF_8));
    } catch (Cipher.CannotDecrypt closed) {
      return "does not open";
    }
  }

  List<GrantRow> grants() {
    return all(
        "SELECT event_id, connection, state, reason, ended_at FROM authorization_grant",
        (row, _) ->
            new GrantRow(
                row.getString("event_id"),
                ConnectionId.parse(row.getString("connection")),
                row.getString("state"),
                row.getString("reason"),
                time(row, "ended_at")));
  }

  List<HistoryRow> history() {
    return all(
        "SELECT connection, at, what, version, attempt FROM history ORDER BY at, id",
        (row, _) -> {
          long version = row.getLong("version");
          boolean none = row.wasNull();
          return new HistoryRow(
              ConnectionId.parse(row.getString("connection")),
              row.getObject("at", OffsetDateTime.class).toInstant(),
              row.getString("what"),
              none ? null : version,
              row.getObject("attempt", UUID.class));
        });
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** All ciphertexts of connections, each tried in its own place and in others. */
  List<Sealed> sealed() {
    List<Sealed> all = new ArrayList<>();
    for (String field : List.of("access_token", "refresh_token")) {
      all.addAll(
          all(
              "SELECT connection, version, %s AS sealed FROM connection WHERE %s IS NOT NULL"
                  .formatted(field, field),
              (row, _) -> {
                byte[] sealed = row.getBytes("sealed");
                String connection = row.getString("connection");
                long version = row.getLong("version");
                String other = field.equals("access_token") ? "refresh_token" : "access_token";
                return new Sealed(
                    "The %s of %s version %d".formatted(field, connection, version),
                    opens(sealed, connection, field, version),
                    opens(sealed, connection + "0", field, version)
                        || opens(sealed, connection, field, version + 1)
                        || opens(sealed, connection, other, version));
              }));
    }
    return all;
  }

  private boolean opens(byte[] sealed, String connection, String field, long version) {
    try {
      return cipher.open(sealed, connection, field, version).length > 0;
    } catch (Cipher.CannotDecrypt closed) {
      return false;
    }
  }

  private <T> List<T> all(String sql, RowMapper<T> mapper) {
    return cluster.database().jdbi().withHandle(h -> h.createQuery(sql).map(mapper).list());
  }
}
