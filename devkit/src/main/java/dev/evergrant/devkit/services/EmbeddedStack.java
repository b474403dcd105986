package dev.evergrant.devkit.services;

import java.io.IOException;
import java.nio.file.Path;

/// Both services in this process.
record EmbeddedStack(EmbeddedKafka kafka, EmbeddedPostgres postgres) implements Stack {

  static EmbeddedStack start(Path directory) throws IOException {
    var postgres = EmbeddedPostgres.start(directory.resolve("postgres"), 0, "evergrant");
    try {
      return new EmbeddedStack(EmbeddedKafka.start(directory.resolve("kafka"), 0), postgres);
    } catch (IOException | RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  @Override
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  @Override
  public String jdbcUrl() {
    return postgres.jdbcUrl();
  }

  @Override
  public String databaseUser() {
    return postgres.user();
  }

  @Override
  public String databasePassword() {
    return postgres.password();
  }

  @Override
  public void close() throws IOException {
    try {
      kafka.close();
    } finally {
      postgres.close();
    }
  }
}
