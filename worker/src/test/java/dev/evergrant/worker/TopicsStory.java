package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Topics;
import dev.evergrant.devkit.services.EmbeddedKafka;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A Kafka of its own, from no topics to topics that somebody has set otherwise. */
class TopicsStory {
  @TempDir private Path directory;

  @Test
  void topicsAreMissedCreatedAndWatchedOver()
      throws IOException, ExecutionException, InterruptedException {
    try (World world = new World();
        EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      // Given
      String yaml =
          world
              .yaml()
              .replaceFirst(
                  "bootstrapServers: \"[^\"]*\"",
                  "bootstrapServers: \"" + kafka.bootstrapServers() + "\"");
      assertThat(run(yaml, "check"))
          .contains("kafka: the topics [oauth.alerts.v1, oauth.authorizations.v1, ")
          .contains("migrate --topics");
      // When
      String migrated = run(yaml, "migrate", "--topics", "--partitions", "3");
      // Then
      assertThat(migrated).contains("Created [oauth.alerts.v1, ");
      eventually(() -> assertThat(run(yaml, "check")).doesNotContain("kafka: "));
      var topics = admin.describeTopics(List.of(Topics.TOKEN_UPDATES)).allTopicNames().get();
      assertThat(topics.get(Topics.TOKEN_UPDATES))
          .satisfies(topic -> assertThat(topic.partitions()).hasSize(3));
      assertThat(run(yaml, "migrate", "--topics")).contains("All topics are there.");

      // When
      set(admin, Topics.TOKEN_UPDATES, "cleanup.policy", "delete");
      set(admin, Topics.AUTHORIZATIONS, "retention.ms", "-1");
      // Then
      eventually(
          () ->
              assertThat(run(yaml, "check"))
                  .contains("Warning: kafka: oauth.authorizations.v1 keeps events for ever")
                  .contains("\nkafka: oauth.token-updates.v1 has the cleanup policy delete")
                  .contains("--add-config cleanup.policy=compact")
                  .endsWith("1 problem.\n"));
    }
  }

  private static void set(Admin admin, String topic, String key, String value)
      throws ExecutionException, InterruptedException {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  private String run(String yaml, String... arguments) {
    try {
      Path file = Files.writeString(directory.resolve("evergrant.yaml"), yaml);
      List<String> call = new ArrayList<>(List.of(arguments));
      call.addAll(List.of("--config", file.toString()));
      StringWriter out = new StringWriter();
      CommandLine line = Main.commandLine(Main.root());
      line.setOut(new PrintWriter(out, true));
      var _ = line.execute(call.toArray(String[]::new));
      return out.toString();
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
  }
}
