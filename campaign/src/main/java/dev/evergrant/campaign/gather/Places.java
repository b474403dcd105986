package dev.evergrant.campaign.gather;

import dev.evergrant.campaign.cluster.Cluster;
import dev.evergrant.campaign.cluster.WorkerSlot;
import dev.evergrant.contracts.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Searches every place where a secret could have got to: logs with thread dumps, metrics, command
 * lines, environments, the database's files and WAL, and Kafka's segments except those of the topic
 * on which frontends publish codes.
 */
final class Places {
  private final Cluster cluster;
  private final Needles needles;
  private final List<String> leaks = new ArrayList<>();

  Places(Cluster cluster, Needles needles) {
    this.cluster = cluster;
    this.needles = needles;
  }

  /** What only living workers have; each also writes a thread dump into its log. */
  Map<String, byte[]> ofTheLiving() throws IOException, InterruptedException {
    Map<String, byte[]> texts = new LinkedHashMap<>();
    try (var http = HttpClient.newHttpClient()) {
      for (WorkerSlot slot : cluster.slots()) {
        var request =
            HttpRequest.newBuilder(
                    URI.create("http://localhost:%d/metrics".formatted(slot.pages())))
                .timeout(Duration.ofSeconds(10))
                .build();
        texts.put(
            "the metrics of worker " + slot.slot(),
            http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
        for (String file : List.of("cmdline", "environ")) {
          Path path = Path.of("/proc", String.valueOf(slot.pid()), file);
          if (Files.exists(path)) {
            texts.put("the %s of worker %d".formatted(file, slot.slot()), Files.readAllBytes(path));
          }
        }
        slot.signal("QUIT");
      }
    }
    return texts;
  }

  /** Searches these and all files. */
  List<String> search(Map<String, byte[]> texts) throws IOException {
    texts.forEach(this::search);
    for (Path file : files(cluster.setup().directory(), 1)) {
      if (file.toString().endsWith(".log")) {
        search(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    for (Path file : files(cluster.kafkaFiles(), 3)) {
      if (!isOfFrontends(file)) {
        search(file.toString(), bytes(file));
      }
    }
    for (Path file : files(cluster.databaseFiles(), 6)) {
      search(file.toString(), bytes(file));
    }
    return List.copyOf(leaks);
  }

  private static boolean isOfFrontends(Path file) {
    return file.toString().contains("/" + Topics.AUTHORIZATIONS + "-")
        && !file.toString().contains("/" + Topics.DEAD_LETTERS + "-");
  }

  private void search(String place, byte[] hay) {
    Set<String> found = needles.in(hay);
    found.forEach(secret -> leaks.add("%s is in %s.".formatted(secret, place)));
  }

  private static List<Path> files(Path directory, int depth) throws IOException {
    try (Stream<Path> files = Files.walk(directory, depth)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** A running server removes files; one that is gone holds nothing any more. */
  private static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException gone) {
      return "".getBytes(StandardCharsets.UTF_8);
    }
  }
}
