package dev.evergrant.bench.stage;

import dev.evergrant.bench.provider.Tokens;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.store.Cipher;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.Fingerprints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Connections as if each had been authorized and refreshed long ago: written by COPY, their tokens
 * encrypted by the worker's own cipher, each for its place.
 */
final class Seed {
  private static final int LINES_AT_ONCE = 500;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration HALF_A_DAY = Duration.ofHours(12);

  private final Cipher cipher;
  private final Fingerprints fingerprints;
  private final Setup.App app;

  Seed(Cipher cipher, Fingerprints fingerprints, Setup.App app) {
    this.cipher = cipher;
    this.fingerprints = fingerprints;
    this.app = app;
  }

  void write(Database database) throws SQLException, IOException {
    try (Connection session = database.session();
        var statement = session.createStatement()) {
      // A million rows take longer than any statement of the worker may.
      statement.execute("SET statement_timeout = 0");
      CopyIn copy =
          session
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(
                  """
                  COPY connection (connection, app, environment, subject, provider, status, version,
                    access_token, refresh_token, refresh_fingerprint, token_type, scope, issued_at, expires_at,
                    authorized_at, due_at, floor_at, updated_at) FROM STDIN\
                  """);
      Instant now = Instant.now();
      var lines = new StringBuilder();
      for (int subject = 0; subject < app.connected(); subject++) {
        line(lines, subject, now);
        if (subject % LINES_AT_ONCE == LINES_AT_ONCE - 1 || subject == app.connected() - 1) {
          byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
          copy.writeToCopy(bytes, 0, bytes.length);
          lines.setLength(0);
        }
      }
      copy.endCopy();
      statement.execute("VACUUM ANALYZE connection");
    }
  }

  private void line(StringBuilder out, int number, Instant now) {
    String subject = Tokens.subject(number);
    String id = app.name() + "/" + Setup.ENVIRONMENT + "/" + subject;
    out.append(id).append('\t').append(app.name()).append('\t').append(Setup.ENVIRONMENT);
    out.append('\t').append(subject).append('\t').append(app.name()).append("\tactive\t1\t");
    sealed(out, Tokens.access(number, 1), id, "access_token");
    String refreshToken = Tokens.refresh(number, 1);
    sealed(out, refreshToken, id, "refresh_token");
    bytes(out, fingerprints.of(ConnectionId.parse(id), new Secret(refreshToken)));
    Instant issued = now.minus(HALF_A_DAY);
    // Due times are spread over half an hour, in no order of the subjects.
    Instant due =
        (app.due() ? now.minus(HOUR) : now.plus(HOUR)).plusMillis(Integer.reverse(number) >>> 12);
    out.append("Bearer\tusers.read\t").append(issued).append('\t').append(now.plus(HALF_A_DAY));
    out.append('\t').append(issued).append('\t').append(due);
    out.append('\t').append(now.plus(HOUR.multipliedBy(6))).append('\t').append(now).append('\n');
  }

  private void sealed(StringBuilder out, String token, String id, String field) {
    byte[] sealed = cipher.seal(token.getBytes(StandardCharsets.UTF_8), id, field, 1);
    bytes(out, sealed);
  }

  private static void bytes(StringBuilder out, byte[] bytes) {
    out.append("\\\\x");
    HexFormat.of().formatHex(out, bytes);
    out.append('\t');
  }
}
