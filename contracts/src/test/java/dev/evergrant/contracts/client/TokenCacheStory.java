package dev.evergrant.contracts.client;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.TokenRejected;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.contracts.Topics;
import dev.evergrant.contracts.UnacceptableEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service has every connection's token at hand, whatever Kafka goes through. */
class TokenCacheStory {
  private static final String ALICE = "crm-sync/production/alice";
  private static final String BOB = "crm-sync/production/bob";

  private final AtomicReference<Instant> now = new AtomicReference<>(Said.NOW);
  private final List<TokenCache> caches = new ArrayList<>();
  private final Heard heard = new Heard();

  @TempDir private Path directory;
  private Place place;

  @BeforeEach
  void startTheBroker() {
    place = new Place(directory);
  }

  @AfterEach
  void closeAll() {
    caches.forEach(TokenCache::close);
    place.close();
  }

  private TokenCache cache(JWK... keys) {
    var set = new JWKSet(List.of(keys)).toString(/* publicKeysOnly= */ false);
    var cache =
        new TokenCache(place.properties(), "crm-reader", SubscriberKeys.parse(set)::open, now::get);
    caches.add(cache);
    return cache;
  }

  private TokenCache started() throws Exception {
    TokenCache cache = cache(Said.RSA);
    cache.listen(heard);
    cache.start().get(30, TimeUnit.SECONDS);
    return cache;
  }

  private static NoToken refusal(TokenCache cache, String connection) {
    return catchThrowableOfType(NoToken.class, () -> cache.accessToken(connection));
  }

  @Test
  void whatWasPublishedBeforeIsThereWhenTheCacheIsReadyAndWhatComesAfterFollows() throws Exception {
    place.say(Said.issued(ALICE, 1, "a1"));
    place.say(Said.refreshed(ALICE, 2, "a2"));
    TokenCache cache = started();
    assertThat(cache.accessToken(ALICE)).isEqualTo("a2");
    assertThat(cache.state(ALICE).orElseThrow().accessTokens()).isEmpty();
    assertThat(refusal(cache, BOB).reason()).isEqualTo(NoToken.Reason.UNKNOWN);
    place.say(Said.issued(BOB, 1, "b1"));
    eventually(() -> assertThat(cache.state(BOB)).isPresent());
    assertThat(cache.accessToken(BOB)).isEqualTo("b1");
    assertThat(heard.news)
        .containsExactly(
            "issued " + ALICE + " 1", "refreshed " + ALICE + " 2", "issued " + BOB + " 1");
    assertThat(heard.problems).isEmpty();
  }

  @Test
  void duplicatesAndOlderVersionsChangeNothing() throws Exception {
    TokenCache cache = started();
    for (ProducerRecord<String, byte[]> record :
        List.of(
            Said.issued(ALICE, 1, "a1"),
            Said.refreshed(ALICE, 2, "a2"),
            Said.issued(ALICE, 1, "a1"),
            Said.refreshed(ALICE, 2, "a2"),
            Said.refreshed(ALICE, 3, "a3"))) {
      place.say(record);
    }
    eventually(() -> assertThat(cache.accessToken(ALICE)).isEqualTo("a3"));
    assertThat(heard.news)
        .containsExactly(
            "issued " + ALICE + " 1", "refreshed " + ALICE + " 2", "refreshed " + ALICE + " 3");
  }

  @Test
  void anEndedConnectionHasNoTokenAndAnErasedOneIsForgotten() throws Exception {
    TokenCache cache = started();
    place.say(Said.issued(ALICE, 1, "a1"));
    place.say(Said.revoked(ALICE, 2));
    eventually(() -> assertThat(cache.state(ALICE).orElseThrow().status()).isEqualTo("revoked"));
    assertThat(refusal(cache, ALICE))
        .hasMessage(ALICE + " has ended (user_disconnected): its user has to authorize again.");
    place.say(Said.erased(ALICE));
    eventually(() -> assertThat(cache.size()).isZero());
    assertThat(refusal(cache, ALICE).reason()).isEqualTo(NoToken.Reason.UNKNOWN);
    assertThat(heard.news).last().isEqualTo("erased " + ALICE);
  }

  @Test
  void aTokenIsGivenForAsLongAsItLives() throws Exception {
    place.say(Said.issued(ALICE, 1, "a1"));
    TokenCache cache = started();
    assertThat(cache.accessToken(ALICE, Duration.ofHours(2))).isEqualTo("a1");
    now.set(Said.NOW.plusSeconds(1));
    var tooShort =
        catchThrowableOfType(NoToken.class, () -> cache.accessToken(ALICE, Duration.ofHours(2)));
    assertThat(tooShort.reason()).isEqualTo(NoToken.Reason.EXPIRING);
    assertThat(cache.accessToken(ALICE)).isEqualTo("a1");
    now.set(Said.EXPIRES.plusSeconds(1));
    assertThat(refusal(cache, ALICE).reason()).isEqualTo(NoToken.Reason.EXPIRING);
  }

  @Test
  void aSubscribersKeyOpensItsOwnTokensOnly() throws Exception {
    String other = "billing/production/alice";
    String stolen = "crm-sync/production/stolen";
    var foreign = Said.rsa("billing-1");
    place.say(Said.issued(ALICE, 1, "a1"));
    place.say(
        Said.record(
            EventTypes.TOKEN_ISSUED,
            Said.active(other, 1, Map.of("billing-reader", Said.sealed("x", foreign)))));
    // Somebody writes another's token under this subscriber's name.
    place.say(
        Said.record(
            EventTypes.TOKEN_ISSUED,
            Said.active(stolen, 1, Map.of("crm-reader", Said.sealed("x", foreign)))));
    TokenCache cache = started();
    assertThat(cache.accessToken(ALICE)).isEqualTo("a1");
    assertThat(refusal(cache, other).reason()).isEqualTo(NoToken.Reason.NOT_ALLOWED);
    assertThat(refusal(cache, stolen).reason()).isEqualTo(NoToken.Reason.NOT_OPENED);
  }

  @Test
  void whileKeysChangeTokensOfBothOpen() throws Exception {
    place.say(Said.issued(ALICE, 1, "a1"));
    place.say(
        Said.record(
            EventTypes.TOKEN_ISSUED,
            Said.active(BOB, 1, Map.of("crm-reader", Said.sealed("b1", Said.EC)))));
    TokenCache cache = cache(Said.RSA, Said.EC);
    cache.start().get(30, TimeUnit.SECONDS);
    assertThat(cache.accessToken(ALICE)).isEqualTo("a1");
    assertThat(cache.accessToken(BOB)).isEqualTo("b1");
  }

  @Test
  void aBrokerRestartInTheMiddleLosesNothing() throws Exception {
    place.say(Said.issued(ALICE, 1, "a1"));
    TokenCache cache = started();
    cache.reportRejected(BOB, 1).get(30, TimeUnit.SECONDS);
    place.stopBroker();
    assertThat(cache.accessToken(ALICE)).isEqualTo("a1");
    place.startBroker();
    place.say(Said.refreshed(ALICE, 2, "a2"));
    place.say(Said.issued(BOB, 1, "b1"));
    eventually(() -> assertThat(cache.accessToken(ALICE)).isEqualTo("a2"));
    eventually(() -> assertThat(cache.state(BOB)).isPresent());
    eventually(
        () ->
            assertThatNoException()
                .isThrownBy(() -> cache.reportRejected(ALICE, 1).get(30, TimeUnit.SECONDS)));
    assertThat(place.events(Topics.TOKEN_REPORTS)).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void aCacheThatStartsWithoutABrokerIsReadyOnceThereIsOne() throws Exception {
    place.say(Said.issued(ALICE, 1, "a1"));
    place.stopBroker();
    TokenCache cache = cache(Said.RSA);
    cache.listen(heard);
    var ready = cache.start();
    eventually(() -> assertThat(heard.problems).isNotEmpty());
    assertThat(ready).isNotDone();
    place.startBroker();
    ready.get(60, TimeUnit.SECONDS);
    assertThat(cache.accessToken(ALICE)).isEqualTo("a1");
  }

  @Test
  void whoWasAwayForLongForgetsWhatWasErasedWithoutATrace() throws Exception {
    place.say(Said.issued(ALICE, 3, "a3"));
    place.say(Said.issued(BOB, 3, "b3"));
    TokenCache cache = started();
    assertThat(cache.accessToken(BOB)).isEqualTo("b3");
    // Erased, the tombstone compacted away, and one of them connected again.
    place.forgetUpdates();
    place.say(Said.issued(BOB, 1, "b1"));
    now.set(Said.NOW.plus(Duration.ofHours(13)));
    eventually(() -> assertThat(cache.state(ALICE)).isEmpty());
    assertThat(cache.state(BOB).orElseThrow().version()).isEqualTo(1);
    assertThat(heard.news).contains("erased " + ALICE, "issued " + BOB + " 1");
  }

  @Test
  void aTopicThatWasMadeAnewIsReadAnew() throws Exception {
    for (int version = 1; version <= 20; version++) {
      place.say(Said.refreshed(ALICE, version, "a" + version));
      place.say(Said.refreshed(BOB, version, "b" + version));
    }
    TokenCache cache = started();
    place.createUpdatesAnew();
    place.say(Said.issued(BOB, 1, "again"));
    eventually(() -> assertThat(cache.state(ALICE)).isEmpty());
    eventually(() -> assertThat(cache.accessToken(BOB)).isEqualTo("again"));
  }

  @Test
  void whatIsNoTokenUpdateIsSkipped() throws Exception {
    place.say(new ProducerRecord<>(Topics.TOKEN_UPDATES, ALICE, "nonsense".getBytes(UTF_8)));
    var broken = Said.issued(ALICE, 1, "a1");
    place.say(
        new ProducerRecord<>(
            broken.topic(), null, "no connection", broken.value(), broken.headers()));
    place.say(
        new ProducerRecord<>(broken.topic(), null, ALICE, "{}".getBytes(UTF_8), broken.headers()));
    place.say(Said.issued(BOB, 1, "b1"));
    TokenCache cache = started();
    assertThat(cache.accessToken(BOB)).isEqualTo("b1");
    assertThat(cache.size()).isEqualTo(1);
    assertThat(heard.problems)
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem).hasMessageContaining("is skipped"));
  }

  @Test
  void aListenerThatThrowsHoldsNobodyUp() throws Exception {
    place.say(Said.issued(ALICE, 1, "a1"));
    TokenCache cache = cache(Said.RSA);
    cache.listen(
        new TokenListener() {
          @Override
          public void issued(TokenUpdate update) {
            throw new IllegalStateException("a listener's own mistake");
          }
        });
    cache.listen(heard);
    cache.start().get(30, TimeUnit.SECONDS);
    assertThat(cache.accessToken(ALICE)).isEqualTo("a1");
    assertThat(heard.news).containsExactly("issued " + ALICE + " 1");
    assertThat(heard.problems)
        .singleElement()
        .hasToString("java.lang.IllegalStateException: a listener's own mistake");
  }

  @Test
  void aReportNamesTheVersion() throws Exception {
    TokenCache cache = started();
    cache.reportRejected(ALICE, 7).get(30, TimeUnit.SECONDS);
    assertThat(place.events(Topics.TOKEN_REPORTS))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.source()).isEqualTo("/crm-reader");
              assertThat(Place.CODEC.data(event, TokenRejected.class))
                  .isEqualTo(new TokenRejected(ALICE, 7));
            });
  }

  @Test
  void whoeverWaitsForAClosedCacheIsTold() throws UnacceptableEvent {
    place.stopBroker();
    TokenCache cache = cache(Said.RSA);
    var ready = cache.start();
    cache.close();
    assertThat(ready).isCompletedExceptionally();
    place.startBroker();
  }
}
