package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.devkit.simulator.Environment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectStory {
  private final World world = new World();

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void aCodeBecomesATokenThatASubscriberCanUse() throws IOException, InterruptedException {
    // Given
    world.startWorker();
    // When
    ConnectionId connection = world.connect("user-42", Environment.DEVELOPMENT);
    // Then
    eventually(() -> assertThat(world.updates(connection)).hasSize(1));
    var update = world.updates(connection).getFirst();
    assertThat(update.type()).isEqualTo(EventTypes.TOKEN_ISSUED);
    assertThat(update.data().version()).isEqualTo(1);
    assertThat(update.data().status()).isEqualTo("active");
    assertThat(update.data().scope()).isEqualTo("users.read");
    assertThat(statusOfMe(world.accessToken(update.data()))).isEqualTo(200);
  }

  @Test
  void theSameEventAHundredTimesIsOneExchange() {
    // Given
    world.startWorker();
    CloudEvent event =
        world.event(
            EventTypes.AUTHORIZATION_COMPLETED,
            world.completed(
                "user-1", Environment.PRODUCTION, world.consent("user-1", Environment.PRODUCTION)));
    // When
    for (int i = 0; i < 100; i++) {
      world.publish(event, "crm-sync/production/user-1");
    }
    ConnectionId last = world.connect("user-2", Environment.PRODUCTION);
    // Then
    eventually(() -> assertThat(world.updates(last)).hasSize(1));
    assertThat(world.seen("exchange")).hasSize(2);
    assertThat(world.updates(World.connection("user-1", Environment.PRODUCTION))).hasSize(1);
  }

  @Test
  void theSameCodeUnderAnotherEventIdIsOneExchange() {
    // Given
    world.startWorker();
    String code = world.consent("user-1", Environment.PRODUCTION);
    // When
    world.publish(world.completed("user-1", Environment.PRODUCTION, code));
    world.publish(world.completed("user-1", Environment.PRODUCTION, code));
    ConnectionId last = world.connect("user-2", Environment.PRODUCTION);
    // Then
    eventually(() -> assertThat(world.updates(last)).hasSize(1));
    assertThat(world.seen("exchange")).hasSize(2);
  }

  private int statusOfMe(String accessToken) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(world.outreach.baseUrl() + "/api/v2/users/me"))
              .header("Authorization", "Bearer " + accessToken)
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
