package dev.evergrant.dev.demo;

import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.contracts.Topics;
import dev.evergrant.contracts.UnacceptableEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads token updates and alerts from the beginning and keeps the board up to date, on a thread of
 * its own. It is in no consumer group: whoever looks on takes nothing from anybody.
 */
final class Follower implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Follower.class);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Consumer<String, byte[]> consumer;
  private final CloudEventCodec codec;
  private final Board board;

  Follower(Consumer<String, byte[]> consumer, CloudEventCodec codec, Board board) {
    this.consumer = consumer;
    this.codec = codec;
    this.board = board;
  }

  @Override
  public void run() {
    try (consumer) {
      List<TopicPartition> partitions =
          List.of(Topics.TOKEN_UPDATES, Topics.ALERTS).stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (true) {
        consumer.poll(POLL).forEach(this::read);
      }
    } catch (WakeupException _) {
      // That is how it is stopped.
    } catch (RuntimeException problem) {
      log.error("The demo page will not be updated any more", problem);
    }
  }

  /** Ends the thread soon. */
  void stop() {
    consumer.wakeup();
  }

  private void read(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      erased(record);
      return;
    }
    try {
      CloudEvent event = codec.read(record.headers(), record.value());
      if (record.topic().equals(Topics.TOKEN_UPDATES)) {
        TokenUpdate update = codec.data(event, TokenUpdate.class);
        board.update(update);
        String summary = Summary.of(event.type(), update);
        board.add(line(record, event, false, update.connection(), summary));
      } else {
        JsonNode data = JSON.readTree(event.data());
        String connection = data.path("connection").asString(null);
        String type = shortType(event);
        board.add(line(record, event, true, connection, Summary.ofAlert(type, data)));
        if (type.startsWith("reauthorization.")) {
          AlertLine alert = AlertLine.of(type, time(record, event), data);
          for (JsonNode one : data.path("connections")) {
            board.alert(one.path("connection").asString(""), alert);
          }
        }
      }
    } catch (UnacceptableEvent problem) {
      log.warn("A record on {} could not be read: {}", record.topic(), problem.getMessage());
    }
  }

  private void erased(ConsumerRecord<String, byte[]> record) {
    board.erase(record.key());
    board.add(
        new EventLine(
            id(record),
            Instant.ofEpochMilli(record.timestamp()),
            "connection.erased",
            false,
            record.key(),
            "Erased: nothing is left of it."));
  }

  private static EventLine line(
      ConsumerRecord<String, byte[]> record,
      CloudEvent event,
      boolean alert,
      String connection,
      String summary) {
    return new EventLine(
        id(record), time(record, event), shortType(event), alert, connection, summary);
  }

  private static Instant time(ConsumerRecord<String, byte[]> record, CloudEvent event) {
    return event.time() == null ? Instant.ofEpochMilli(record.timestamp()) : event.time();
  }

  private static String id(ConsumerRecord<String, byte[]> record) {
    return record.topic() + "/" + record.partition() + "/" + record.offset();
  }

  private static String shortType(CloudEvent event) {
    return event.type().replaceFirst("^dev\\.evergrant\\.", "").replaceFirst("\\.v\\d+$", "");
  }
}
