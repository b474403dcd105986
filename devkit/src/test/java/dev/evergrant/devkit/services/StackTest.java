package dev.evergrant.devkit.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class StackTest {
  @Test
  void theStackOfAJvmIsStartedOnce() {
    assertThat(Stack.shared()).isSameAs(Stack.shared());
  }

  @Test
  void aFreshDatabaseIsEmptyAndApartFromAnyOther() throws SQLException {
    // Given
    var stack = Stack.shared();
    // When
    String one = stack.freshDatabase();
    String other = stack.freshDatabase();
    execute(stack, one, "CREATE TABLE mine ()");
    execute(stack, other, "CREATE TABLE mine ()");
    // Then
    assertThat(one).isNotEqualTo(other).isNotEqualTo(stack.jdbcUrl());
  }

  private static void execute(Stack stack, String url, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(url, stack.databaseUser(), stack.databasePassword());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
