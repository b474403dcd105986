package dev.evergrant.devkit.services;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Both services in this process. */
record EmbeddedStack(Path directory, EmbeddedKafka kafka, EmbeddedPostgres postgres)
    implements Stack {

  static EmbeddedStack start(Path directory) throws IOException {
    var postgres = EmbeddedPostgres.start(databaseIn(directory), 0, "evergrant");
    try {
      return new EmbeddedStack(directory, EmbeddedKafka.start(kafkaIn(directory), 0), postgres);
    } catch (IOException | RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  private static Path databaseIn(Path directory) {
    return directory.resolve("postgres");
  }

  private static Path kafkaIn(Path directory) {
    return directory.resolve("kafka");
  }

  @Override
  public Optional<Path> databaseDirectory() {
    return Optional.of(databaseIn(directory));
  }

  @Override
  public Optional<Path> kafkaDirectory() {
    return Optional.of(kafkaIn(directory));
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
