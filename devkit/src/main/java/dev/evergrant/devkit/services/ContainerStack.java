package dev.evergrant.devkit.services;

import java.nio.file.Path;
import java.util.Optional;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Both services in containers. Needs a container engine; Testcontainers finds it. */
record ContainerStack(KafkaContainer kafka, PostgreSQLContainer postgres) implements Stack {
  private static final String KAFKA = "apache/kafka-native:4.1.0";
  private static final String POSTGRES = "postgres:18";

  static ContainerStack start() {
    @SuppressWarnings("resource") // closed with the stack
    var postgres =
        new PostgreSQLContainer(POSTGRES)
            .withDatabaseName("evergrant")
            .withUsername("evergrant")
            .withPassword("evergrant")
            // Testcontainers turns fsync off, and no worker starts on such a database.
            .withCommand("postgres", "-c", "fsync=on");
    @SuppressWarnings("resource") // closed with the stack
    var kafka =
        new KafkaContainer(KAFKA)
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
            .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
    var stack = new ContainerStack(kafka, postgres);
    try {
      postgres.start();
      kafka.start();
      return stack;
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  @Override
  public Optional<Path> databaseDirectory() {
    return Optional.empty();
  }

  @Override
  public Optional<Path> kafkaDirectory() {
    return Optional.empty();
  }

  @Override
  public String bootstrapServers() {
    return kafka.getBootstrapServers();
  }

  @Override
  public String jdbcUrl() {
    return postgres.getJdbcUrl();
  }

  @Override
  public String databaseUser() {
    return postgres.getUsername();
  }

  @Override
  public String databasePassword() {
    return postgres.getPassword();
  }

  @Override
  public void close() {
    kafka.close();
    postgres.close();
  }
}
