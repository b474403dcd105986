package dev.evergrant.dev;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;

/** Somebody with a browser session of their own, who follows no redirect unasked. */
final class Visitor {
  private final HttpClient client =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private final DemoWorld world;

  Visitor(DemoWorld world) {
    this.world = world;
  }

  /** Goes to the provider and consents; here is where the provider sends the browser back to. */
  URI consent(String environment, String subject) {
    String authorize =
        location("/connect?environment=%s&subject=%s".formatted(environment, subject));
    return URI.create(
        location(URI.create(authorize + "&prompt=none&login_hint=" + subject + "@acme.example")));
  }

  /** Where a path of the demo redirects to. */
  String location(String path) {
    return location(world.url(path));
  }

  private String location(URI url) {
    return get(url).headers().firstValue("Location").orElseThrow();
  }

  HttpResponse<String> get(URI url) {
    return send(HttpRequest.newBuilder(url).build());
  }

  /**
   * Posts nothing.
   *
   * @param origin the page that does it, as a browser would say; null for no browser
   */
  HttpResponse<String> post(String path, @Nullable String origin) {
    var request = HttpRequest.newBuilder(world.url(path)).POST(BodyPublishers.noBody());
    if (origin != null) {
      request.header("Origin", origin);
    }
    return send(request.build());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException | InterruptedException problem) {
      throw new IllegalStateException(problem);
    }
  }
}
