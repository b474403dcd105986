package dev.evergrant.worker.provider;

import static dev.evergrant.worker.provider.Samples.LATEST;
import static dev.evergrant.worker.provider.Samples.REFRESH;
import static dev.evergrant.worker.provider.Samples.REFRESH_TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.evergrant.worker.lifecycle.Identity;
import dev.evergrant.worker.lifecycle.Profile.ClientAuthentication;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.provider.ScriptedServer.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SecretsInLogsTest {

  private static final String CLIENT_SECRET = "client-secret-77aZ";
  private static final String TOKENS =
      "{\"access_token\":\"at-planted-31xQ\",\"refresh_token\":\"rt-planted-52yW\"}";

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @AfterEach
  void restore() {
    root.detachAppender(log);
    root.setLevel(before);
  }

  @Test
  void noSecretIsLoggedThoughEveryLevelIsTrace() throws Exception {
    everythingIsLogged();
    for (var script : List.<Script>of(ScriptedServer.json(200, TOKENS), ScriptedServer.reset())) {
      try (var server = new ScriptedServer(script);
          var client = new FormClient(1, System::nanoTime)) {
        for (var authentication : ClientAuthentication.values()) {
          ask(client, server, authentication);
        }
        askWho(server);
      }
    }
    context.getLogger("control").trace("heard");
    assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage).toList())
        .contains("heard")
        .noneMatch(line -> line.contains("planted"))
        .noneMatch(line -> line.contains(CLIENT_SECRET))
        .noneMatch(line -> line.contains(REFRESH_TOKEN.reveal()))
        .noneMatch(line -> line.contains("Authorization"));
  }

  @Test
  void anExplicitLevelCannotOpenTheHttpClientsLog() {
    var own = new LoggerContext();
    QuietHttpLogs.install(own);
    for (var name : List.of("org.apache.hc", "org.apache.hc.client5.http.wire")) {
      own.getLogger(name).setLevel(Level.TRACE);
      assertThat(own.getLogger(name).isDebugEnabled()).isFalse();
    }
  }

  @Test
  void readingTheConfigurationAgainCannotOpenTheHttpClientsLog() {
    var own = new LoggerContext();
    QuietHttpLogs.install(own);
    own.reset();
    own.getLogger("org.apache.hc").setLevel(null);
    own.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.TRACE);
    assertThat(own.getLogger("org.apache.hc.client5.http.headers").isDebugEnabled()).isFalse();
    assertThat(own.getLogger("elsewhere").isDebugEnabled()).isTrue();
  }

  @Test
  void aHigherLevelThanOursIsKept() {
    var own = new LoggerContext();
    own.getLogger("org.apache.hc").setLevel(Level.OFF);
    QuietHttpLogs.install(own);
    assertThat(own.getLogger("org.apache.hc").getLevel()).isEqualTo(Level.OFF);
  }

  private void everythingIsLogged() {
    log.start();
    root.addAppender(log);
    root.setLevel(Level.TRACE);
    for (var name : List.of("wire", "headers")) {
      context.getLogger("org.apache.hc.client5.http." + name).setLevel(Level.TRACE);
    }
  }

  private static void askWho(ScriptedServer server) {
    try (var endpoint = new HttpIdentity(1, () -> Instant.EPOCH)) {
      var pointers = new Identity.Pointers("/access_token", null, null);
      endpoint.ask(
          new Identity.UserInfo(server.url("/me"), pointers),
          new Secret("bearer-planted-64zV"),
          Duration.ofSeconds(5));
    }
  }

  private static void ask(
      FormClient client, ScriptedServer server, ClientAuthentication authentication) {
    var provider =
        Samples.provider(server.url("/oauth/token"), null, authentication, Duration.ofSeconds(5));
    new HttpTokenEndpoint(client, () -> Instant.EPOCH)
        .ask(provider, Samples.credentials(CLIENT_SECRET), REFRESH, LATEST);
  }
}
