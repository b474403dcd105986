package dev.evergrant.worker.work.simulation;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.Topics;
import dev.evergrant.worker.store.OutboxRows.Message;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** I6: one token update for each version of a connection, in the versions' order. */
final class Outbox {
  private static final Pattern VERSION = Pattern.compile("\"version\":(\\d+)");

  private final Map<String, Long> said = new HashMap<>();

  /** What a transaction has said, after it has written its rows. */
  void append(List<Message> messages, Database database) {
    for (Message message : messages) {
      if (message.topic().equals(Topics.TOKEN_UPDATES)) {
        String key = requireNonNull(message.key());
        long version = version(message);
        Checker.require(
            version == said.getOrDefault(key, 0L) + 1,
            "I6",
            ConnectionId.parse(key),
            "version " + version + " is said after version " + said.get(key));
        said.put(key, version);
      }
    }
    for (Message message : messages) {
      if (message.topic().equals(Topics.TOKEN_UPDATES)) {
        ConnectionId id = ConnectionId.parse(requireNonNull(message.key()));
        long stored = requireNonNull(database.connection(id)).version;
        Checker.require(
            stored == requireNonNull(said.get(id.toString())),
            "I6",
            id,
            "version " + stored + " is stored, but another one was said last");
      }
    }
  }

  private static long version(Message message) {
    Matcher found =
        VERSION.matcher(new String(requireNonNull(message.payload()), StandardCharsets.UTF_8));
    if (!found.find()) {
      throw new IllegalStateException("A token update without a version");
    }
    return Long.parseLong(found.group(1));
  }
}
