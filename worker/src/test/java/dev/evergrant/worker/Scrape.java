package dev.evergrant.worker;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A worker's pages, as a scraper or an orchestrator sees them. */
record Scrape(int port) {

  Scrape(Worker worker) {
    this(worker.port());
  }

  HttpResponse<String> get(String path) {
    URI uri = URI.create("http://localhost:" + port + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException problem) {
      throw new IllegalStateException(problem);
    }
  }

  String metrics() {
    return get("/metrics").body();
  }

  /** The sum of a metric over all its labels; zero where there is none. */
  double value(String name) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
