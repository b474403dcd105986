package dev.evergrant.dev;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.AuthorizationCompleted;
import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.Topics;
import dev.evergrant.contracts.UnacceptableEvent;
import dev.evergrant.devkit.simulator.Environment;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the demo frontend does and refuses to do, seen from outside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrontendStory {
  private static final String SECOND = "crm-sync/production/second";

  @SuppressWarnings("NullAway.Init")
  private DemoWorld world;

  @BeforeAll
  void start() {
    world = new DemoWorld();
  }

  @AfterAll
  void close() {
    world.close();
  }

  @Test
  void aConsentIsPublishedAsAnyFrontendWould() throws UnacceptableEvent {
    // Given
    var visitor = new Visitor(world);
    URI callback = visitor.consent("production", "first");
    // When
    HttpResponse<String> response = visitor.get(callback);
    // Then
    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(response.headers().firstValue("Location")).hasValue("/#connected");
    var records = world.records(Topics.AUTHORIZATIONS, "crm-sync/production/first");
    assertThat(records).hasSize(1);
    var codec = new CloudEventCodec();
    CloudEvent event = codec.read(records.getFirst().headers(), records.getFirst().value());
    assertThat(event.type()).isEqualTo(EventTypes.AUTHORIZATION_COMPLETED);
    var data = codec.data(event, AuthorizationCompleted.class);
    assertThat(data.environment()).isEqualTo("production");
    assertThat(data.redirectUri()).isEqualTo(world.redirectUri());
    assertThat(data.scope()).isEqualTo("users.read");
    assertThat(data.code()).isNull();
    assertThat(data.codeVerifier()).isNull();
    assertThat(world.opened(data).codeVerifier()).hasSize(43);
  }

  @Test
  void aCodeThatWasFetchedByHandIsNotPublished() {
    // Given
    var visitor = new Visitor(world);
    String code =
        world
            .outreach()
            .authorize("user42@acme.example", Environment.DEVELOPMENT, world.redirectUri(), "dev");
    // When
    HttpResponse<String> response =
        visitor.get(world.url("/oauth/callback?state=dev&code=" + code));
    // Then
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("nothing was published").doesNotContain(code);
  }

  @Test
  void aCallbackWorksOnceAndOnlyInTheSessionThatItBelongsTo() {
    // Given
    var visitor = new Visitor(world);
    URI callback = visitor.consent("production", "second");
    // When, then
    assertThat(new Visitor(world).get(callback).statusCode()).isEqualTo(400);
    assertThat(world.records(Topics.AUTHORIZATIONS, SECOND)).isEmpty();
    assertThat(visitor.get(callback).statusCode()).isEqualTo(302);
    assertThat(visitor.get(callback).statusCode()).isEqualTo(400);
    assertThat(world.records(Topics.AUTHORIZATIONS, SECOND)).hasSize(1);
  }

  @Test
  void theStateShowsNoTokenAndTheTokenWorks() {
    // Given
    var visitor = new Visitor(world);
    visitor.get(visitor.consent("production", "third"));
    URI state = world.url("/demo/state");
    // When
    eventually(() -> assertThat(visitor.get(state).body()).contains("crm-sync/production/third"));
    // Then
    assertThat(visitor.get(state).body())
        .contains("\"status\":\"active\"")
        .contains("token.issued")
        .doesNotContain("eyJ")
        .doesNotContainIgnoringCase("accessToken");
    assertThat(visitor.post("/demo/try?connection=crm-sync/production/third", null).body())
        .contains("\"email\":\"third@acme.example\"");
  }

  @Test
  void anotherSiteCannotPressTheButtons() {
    // Given
    var visitor = new Visitor(world);
    // When
    HttpResponse<String> response =
        visitor.post("/demo/withdraw?connection=crm-sync/production/any", "https://evil.example");
    // Then
    assertThat(response.statusCode()).isEqualTo(403);
  }

  @Test
  void onlyWhatIsThereIsServed() {
    var visitor = new Visitor(world);
    assertThat(visitor.get(world.url("/")).statusCode()).isEqualTo(200);
    assertThat(visitor.get(world.url("/demo/app.js")).statusCode()).isEqualTo(200);
    assertThat(visitor.get(world.url("/index.html")).statusCode()).isEqualTo(404);
    assertThat(visitor.get(world.url("/demo/app.js/more")).statusCode()).isEqualTo(404);
    assertThat(visitor.get(world.url("/demo/try?connection=x")).statusCode()).isEqualTo(405);
    assertThat(visitor.post("/demo/try?connection=x", null).statusCode()).isEqualTo(404);
  }

  @Test
  void aConnectThatCannotBeIsExplainedOnThePage() {
    var visitor = new Visitor(world);
    assertThat(visitor.location("/connect?environment=staging&subject=user-42"))
        .isEqualTo("/?message=no-environment");
    assertThat(visitor.location("/connect?environment=production&subject=%20"))
        .isEqualTo("/?message=no-subject");
  }
}
