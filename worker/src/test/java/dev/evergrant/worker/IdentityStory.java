package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.AuthorizationCompleted;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is behind a connection is found out beside its tokens, and never at their expense. */
class IdentityStory {
  private static final String ACME =
      "{\"id\":1042,\"mail\":\"user42@acme.example\",\"org\":{\"name\":\"acme\"}}";

  private final World world = new World();
  private final UserInfo userInfo = new UserInfo();

  @TempDir private Path directory;

  @AfterEach
  void closeTheWorld() {
    world.close();
    userInfo.close();
  }

  @Test
  void whatTheEventDoesNotSayTheAccessTokenTells() {
    world.startWorker();
    ConnectionId connection = connect("user42", "user42@acme.example", null);
    awaitPerson(connection, "1042 user42@acme.example acme");
    assertThat(happened(connection)).contains("identified: The provider told id, email, organiz");
    assertThat(world.seen("api")).isEmpty();
  }

  @Test
  void whoIsLearntAfterwardsIsForeseenUnderTheRightOrganization() {
    world.startWorker();
    ConnectionId guest = connect("guest", "guest@globex.example", null);
    eventually(
        () ->
            assertThat(
                    world.ask(
                        "SELECT organization FROM reauthorization WHERE connection = :connection",
                        guest,
                        String.class))
                .isEqualTo("globex"));
  }

  @Test
  void whatTheEventSaysStandsAgainstTheProvidersWord() {
    world.startWorker();
    User said = new User("my-own-42", null, "initech");
    ConnectionId said42 = connect("user42", "user42@acme.example", said);
    ConnectionId half = connect("user43", "user43@acme.example", new User(null, "me@x", null));
    awaitPerson(said42, "my-own-42 null initech");
    awaitPerson(half, "1043 me@x acme");
    assertThat(person(said42)).isEqualTo("my-own-42 null initech");
  }

  @Test
  void aUserInfoEndpointTellsIt() {
    String pointers = "id: /id, email: /email, organization: /organization";
    String me = world.outreach.baseUrl() + "/api/v2/users/me";
    world.withProviders(asking(me, pointers, Duration.ofSeconds(10)));
    world.startWorker();
    ConnectionId connection = connect("user42", "user42@acme.example", null);
    awaitPerson(connection, "1042 user42@acme.example acme");
    assertThat(world.seen("api")).hasSize(1);
  }

  @ParameterizedTest(name = "{0} {1}: asked again {2}")
  @CsvSource({
    "500, oops, true",
    "200, <html>Back soon</html>, true",
    "0, , true",
    "401, {}, false"
  })
  void aUserInfoEndpointThatFailsHarmsNothing(int status, @Nullable String body, boolean again) {
    // Given
    if (status == 0) {
      userInfo.hangs();
    } else {
      userInfo.answers(status, String.valueOf(body));
    }
    askUserInfo();
    ConnectionId connection = connect("user42", "user42@acme.example", null);
    world.awaitVersion(connection, 1);
    eventually(() -> assertThat(userInfo.asked()).isEqualTo(1));
    // When
    world.advance(Duration.ofMinutes(110));
    // Then
    world.awaitVersion(connection, 2);
    if (again) {
      eventually(() -> assertThat(userInfo.asked()).isGreaterThan(1));
      assertThat(person(connection)).isEqualTo("null null null");
      userInfo.answers(200, ACME);
      world.advance(Duration.ofMinutes(20));
      awaitPerson(connection, "1042 user42@acme.example acme");
    } else {
      eventually(() -> assertThat(happened(connection)).contains("unidentified: The provider ans"));
      assertThat(userInfo.asked()).isEqualTo(1);
      assertThat(person(connection)).isEqualTo("null null null");
    }
  }

  @Test
  void anOrganizationThatIsRenamedIsKnownByItsNewNameWithinAWeek() {
    // Given
    userInfo.answers(200, ACME);
    askUserInfo();
    ConnectionId connection =
        connect("user42", "user42@acme.example", new User(null, "said@acme.example", null));
    awaitPerson(connection, "1042 said@acme.example acme");
    userInfo.answers(200, ACME.replace("acme", "new-acme"));
    // When
    world.advance(Duration.ofDays(7));
    world.awaitVersion(connection, 2);
    world.advance(Duration.ofMinutes(6));
    // Then
    awaitPerson(connection, "1042 said@acme.example new-acme");
  }

  @Test
  void aRefreshThatIsUnderWayDoesNotEraseWhatIsLearntMeanwhile() {
    // Given
    userInfo.hangs();
    askUserInfo(Duration.ofSeconds(60));
    ConnectionId connection = connect("user42", "user42@acme.example", null);
    world.awaitVersion(connection, 1);
    eventually(() -> assertThat(userInfo.asked()).isEqualTo(1));
    world
        .outreach
        .faults()
        .set(
            Fault.once(Fault.Kind.DELAY)
                .onGrantType("refresh_token")
                .lasting(Duration.ofSeconds(8)));
    world.advance(Duration.ofMinutes(110));
    eventually(() -> assertThat(world.seen("refresh", connection)).hasSize(1));
    // When
    userInfo.answers(200, ACME);
    awaitPerson(connection, "1042 user42@acme.example acme");
    assertThat(world.updates(connection)).hasSize(1);
    // Then
    world.awaitVersion(connection, 2);
    assertThat(person(connection)).isEqualTo("1042 user42@acme.example acme");
  }

  @Test
  void anotherPersonAtTheSameSubjectIsKnownByTheirOwnName() {
    world.startWorker();
    ConnectionId connection = connect("desk-7", "user42@acme.example", null);
    awaitPerson(connection, "1042 user42@acme.example acme");
    var _ = connect("desk-7", "user43@globex.example", null);
    world.awaitVersion(connection, 2);
    awaitPerson(connection, "1043 user43@globex.example globex");
  }

  @Test
  void neitherTokensNorAnswersAreLogged() {
    Path log = directory.resolve("debug.log");
    String token;
    try (DebugLog _ = new DebugLog(log)) {
      userInfo.answers(500, "{\"secret\":\"planted-77\"}");
      Worker worker = askUserInfo();
      ConnectionId connection = connect("user42", "user42@acme.example", null);
      world.awaitVersion(connection, 1);
      token = world.accessToken(world.newest(connection).data());
      eventually(() -> assertThat(userInfo.asked()).isEqualTo(1));
      userInfo.answers(200, ACME.replace("{\"id\"", "{\"secret\":\"planted-77\",\"id\""));
      world.advance(Duration.ofMinutes(1));
      awaitPerson(connection, "1042 user42@acme.example acme");
      world.stop(worker);
    }
    assertThat(new Needles(Set.of("DEBUG")).in(directory, _ -> true)).isNotEmpty();
    assertThat(new Needles(Set.of(token, "planted-77")).in(directory, _ -> true)).isEmpty();
  }

  private Worker askUserInfo() {
    return askUserInfo(Duration.ofSeconds(3));
  }

  private Worker askUserInfo(Duration deadline) {
    String pointers = "id: /id, email: /mail, organization: /org/name";
    return world.withProviders(asking(userInfo.url(), pointers, deadline)).startWorker();
  }

  private static String asking(String url, String pointers, Duration deadline) {
    return """
    providers:
      outreach:
        authorizeUrl: $authorize
        tokenUrl: $token
        mintSpacing: 0s
        limits: { ratePerSecond: 2000, concurrent: 64, deadline: %ds }
        identity: { from: user_info, url: "%s", %s }
    """
        .formatted(deadline.toSeconds(), url, pointers);
  }

  /** Somebody consents in development, and the event says so much of who it is. */
  private ConnectionId connect(String subject, String email, @Nullable User said) {
    String code =
        world.outreach.authorize(email, Environment.DEVELOPMENT, World.REDIRECT_URI, null);
    world.publish(
        new AuthorizationCompleted(
            "crm-sync",
            "development",
            subject,
            code,
            null,
            World.REDIRECT_URI,
            null,
            null,
            null,
            said));
    return World.connection(subject, Environment.DEVELOPMENT);
  }

  private void awaitPerson(ConnectionId connection, String person) {
    eventually(() -> assertThat(person(connection)).isEqualTo(person));
  }

  private @Nullable String person(ConnectionId connection) {
    return world.ask(
        """
        SELECT concat_ws(' ', coalesce(user_id, 'null'), coalesce(user_email, 'null'),
          coalesce(organization, 'null')) FROM connection WHERE connection = :connection\
        """,
        connection,
        String.class);
  }

  private @Nullable String happened(ConnectionId connection) {
    return world.ask(
        """
        SELECT string_agg(what || ': ' || coalesce(detail, ''), '; ' ORDER BY id)
        FROM history WHERE connection = :connection\
        """,
        connection,
        String.class);
  }
}
