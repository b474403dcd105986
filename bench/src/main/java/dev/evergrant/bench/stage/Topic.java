package dev.evergrant.bench.stage;

import dev.evergrant.contracts.Topics;
import dev.evergrant.worker.config.Config;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Counts the records of the token updates: what the broker has acknowledged, and nothing else. */
public final class Topic implements AutoCloseable {
  static final int PARTITIONS = 6;

  private final Admin admin;

  Topic(Config.Kafka config) {
    this.admin = Admin.create(new HashMap<>(config.properties()));
  }

  /** How many updates have been published since the topic was made. */
  public long updates() throws IOException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted =
        IntStream.range(0, PARTITIONS)
            .boxed()
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(Topics.TOKEN_UPDATES, partition),
                    _ -> OffsetSpec.latest()));
    try {
      return admin.listOffsets(wanted).all().get().values().stream()
          .mapToLong(ListOffsetsResultInfo::offset)
          .sum();
    } catch (ExecutionException problem) {
      throw new IOException("Kafka does not tell its offsets", problem);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
