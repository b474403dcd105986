package dev.evergrant.worker.store;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Person.Part;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * A batch of values as one array a column, for {@code unnest}: a statement's text, and so its plan,
 * is the same for one row and for five hundred. Not thread-safe.
 */
final class Columns<R> {
  private final List<R> rows;
  private final Map<String, Column> columns = new LinkedHashMap<>();

  private record Column(Class<?> type, List<@Nullable Object> values) {}

  Columns(List<R> rows) {
    this.rows = rows;
  }

  Columns<R> text(String name, Function<? super R, @Nullable String> value) {
    return column(name, String.class, value);
  }

  Columns<R> longs(String name, Function<? super R, @Nullable Long> value) {
    return column(name, Long.class, value);
  }

  Columns<R> integers(String name, Function<? super R, @Nullable Integer> value) {
    return column(name, Integer.class, value);
  }

  Columns<R> booleans(String name, Function<? super R, @Nullable Boolean> value) {
    return column(name, Boolean.class, value);
  }

  Columns<R> bytes(String name, Function<? super R, byte @Nullable []> value) {
    return column(name, byte[].class, value);
  }

  Columns<R> times(String name, Function<? super R, @Nullable Instant> value) {
    return column(name, Instant.class, value);
  }

  Columns<R> uuids(String name, Function<? super R, @Nullable UUID> value) {
    return column(name, UUID.class, value);
  }

  void bindTo(SqlStatement<?> statement) {
    columns.forEach(
        (name, column) -> {
          if (column.type() == byte[].class) {
            statement.bind(name, byteArrays(column.values()));
          } else {
            statement.bindArray(name, column.type(), column.values().toArray());
          }
        });
  }

  /** The driver takes binary values only as {@code byte[][]}, which Jdbi does not make. */
  private static Argument byteArrays(List<@Nullable Object> values) {
    byte[][] arrays = values.toArray(byte[][]::new);
    return (position, statement, _) ->
        statement.setArray(position, statement.getConnection().createArrayOf("bytea", arrays));
  }

  private Columns<R> column(
      String name, Class<?> type, Function<? super R, ? extends @Nullable Object> value) {
    List<@Nullable Object> values = new ArrayList<>(rows.size());
    for (R row : rows) {
      values.add(value.apply(row));
    }
    columns.put(name, new Column(type, values));
    return this;
  }

  static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  /**
   * A time that the schema says is there.
   *
   * @throws SQLException if it is not
   */
  static Instant requiredTime(ResultSet row, String column) throws SQLException {
    Instant time = time(row, column);
    if (time == null) {
      throw new SQLException(column + " is null");
    }
    return time;
  }

  /** Parts of a person as one word each; null for null. */
  static @Nullable String parts(@Nullable Set<Part> parts) {
    return parts == null
        ? null
        : parts.stream()
            .sorted()
            .map(part -> part.name().toLowerCase(Locale.ROOT))
            .collect(joining(" "));
  }

  /** The parts of those words; none for null. */
  static Set<Part> parts(@Nullable String words) {
    return words == null || words.isEmpty()
        ? Set.of()
        : Stream.of(words.split(" ", -1))
            .map(word -> Part.valueOf(word.toUpperCase(Locale.ROOT)))
            .collect(toUnmodifiableSet());
  }

  static Consent consent(ResultSet row, @Nullable String scope) throws SQLException {
    return new Consent(
        row.getString("provider"),
        new User(
            row.getString("user_id"), row.getString("user_email"), row.getString("organization")),
        scope,
        requiredTime(row, "authorized_at"));
  }
}
