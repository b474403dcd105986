package dev.evergrant.devkit.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.apache.kafka.common.errors.TopicExistsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  @TempDir Path directory;

  @Test
  void recordsAreStillThereAfterARestartOnTheSamePort() throws Exception {
    int port = FreePort.orAny(0);
    var notes = new Notes("localhost:" + port);
    try (var kafka = EmbeddedKafka.start(directory, port)) {
      assertThat(kafka.bootstrapServers()).isEqualTo("localhost:" + port);
      notes.createTopic();
      notes.write("before");
    }
    try (var _ = EmbeddedKafka.start(directory, port)) {
      assertThatThrownBy(notes::createTopic).hasCauseInstanceOf(TopicExistsException.class);
      notes.write("after");
      assertThat(notes.read(2)).containsExactly("before", "after");
    }
  }
}
