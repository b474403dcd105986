package dev.evergrant.worker.store;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Connection.Active;
import dev.evergrant.worker.lifecycle.TokenSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads active connections whole, with their tokens. */
record ActiveReader(Cipher cipher) {
  private static final Logger log = LoggerFactory.getLogger(ActiveReader.class);

  /** Nothing where the keyset does not open it, which the log then says. */
  Optional<Active> read(ResultSet row) throws SQLException {
    try {
      return Optional.of(active(row));
    } catch (Cipher.CannotDecrypt problem) {
      log.error("Not stated again: {}", problem.getMessage());
      return Optional.empty();
    }
  }

  private Active active(ResultSet row) throws SQLException {
    String name = row.getString("connection");
    long version = row.getLong("version");
    return new Active(
        ConnectionId.parse(name),
        version,
        Columns.consent(row, null),
        new TokenSet(
            requireNonNull(
                cipher.openSecret(row.getBytes("access_token"), name, "access_token", version)),
            cipher.openSecret(row.getBytes("refresh_token"), name, "refresh_token", version),
            row.getString("token_type"),
            row.getString("scope"),
            Columns.requiredTime(row, "issued_at"),
            Columns.requiredTime(row, "expires_at"),
            Columns.requiredTime(row, "due_at"),
            Columns.requiredTime(row, "floor_at"),
            Columns.time(row, "reauthorize_by")));
  }
}
