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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
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
  private final Map<String, Argument> columns = new LinkedHashMap<>();

  Columns(List<R> rows) {
    this.rows = rows;
  }

  Columns<R> text(String name, Function<? super R, @Nullable String> value) {
    return column(name, "text", String[]::new, value);
  }

  Columns<R> longs(String name, Function<? super R, @Nullable Long> value) {
    return column(name, "int8", Long[]::new, value);
  }

  Columns<R> integers(String name, Function<? super R, @Nullable Integer> value) {
    return column(name, "int4", Integer[]::new, value);
  }

  Columns<R> booleans(String name, Function<? super R, @Nullable Boolean> value) {
    return column(name, "bool", Boolean[]::new, value);
  }

  Columns<R> bytes(String name, Function<? super R, byte @Nullable []> value) {
    return column(name, "bytea", byte[][]::new, value);
  }

  Columns<R> times(String name, Function<? super R, @Nullable Instant> value) {
    return column(
        name,
        "timestamptz",
        String[]::new,
        row -> {
          Instant time = value.apply(row);
          return time == null ? null : time.toString();
        });
  }

  Columns<R> uuids(String name, Function<? super R, @Nullable UUID> value) {
    return column(name, "uuid", UUID[]::new, value);
  }

  void bindTo(SqlStatement<?> statement) {
    columns.forEach(statement::bind);
  }

  /**
   * The driver sends texts, numbers and bytes in binary form, which neither side has to quote and
   * to read, but only where the array is of just that type; those that Jdbi makes are not.
   */
  private Columns<R> column(
      String name,
      String type,
      IntFunction<@Nullable Object[]> array,
      Function<? super R, ? extends @Nullable Object> value) {
    @Nullable Object[] values = array.apply(rows.size());
    for (int i = 0; i < values.length; i++) {
      values[i] = value.apply(rows.get(i));
    }
    columns.put(
        name,
        (position, statement, _) ->
            statement.setArray(position, statement.getConnection().createArrayOf(type, values)));
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
