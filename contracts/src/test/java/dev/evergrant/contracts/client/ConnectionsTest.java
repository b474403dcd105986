package dev.evergrant.contracts.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private static final String ALICE = "crm-sync/production/alice";
  private static final String BOB = "crm-sync/production/bob";

  private final Connections connections = new Connections();

  @BeforeEach
  void theTopicIsToldForTheFirstTime() {
    connections.beginTelling();
  }

  private static Entry version(long version) {
    return version(version, "jwe-" + version);
  }

  private static Entry version(long version, @Nullable String sealed) {
    var surroundings = new Entry.Surroundings("outreach", "active", null, "users.read", "Bearer");
    return new Entry(version, 0, 0, Entry.NEVER, surroundings, sealed);
  }

  private long versionOf(String connection) {
    Entry entry = connections.find(connection);
    return entry == null ? 0 : entry.version();
  }

  /** Ends the telling and says what came of it. */
  private List<String> endTelling() {
    List<String> news = new ArrayList<>();
    connections.endTelling(
        (connection, entry) -> news.add(connection + (entry == null ? "" : entry.version())));
    return news;
  }

  @Test
  void aNewerVersionIsNewsAndAnOlderOneIsDropped() {
    assertThat(connections.put(ALICE, version(2))).isTrue();
    assertThat(connections.put(ALICE, version(3))).isTrue();
    assertThat(connections.put(ALICE, version(2))).isFalse();
    assertThat(versionOf(ALICE)).isEqualTo(3);
  }

  @Test
  void theSameVersionAgainIsTakenButIsNoNews() {
    connections.put(ALICE, version(2));
    Entry again = version(2, "for another key");
    assertThat(connections.put(ALICE, again)).isFalse();
    assertThat(connections.find(ALICE)).isSameAs(again);
  }

  @Test
  void aTokenThatIsOpenStaysOpenInTheSameVersionOnly() {
    Entry first = version(2);
    connections.put(ALICE, first);
    first.opened("t2");
    Entry again = version(2);
    connections.put(ALICE, again);
    assertThat(again.open()).isEqualTo("t2");
    Entry newer = version(3);
    connections.put(ALICE, newer);
    assertThat(newer.open()).isNull();
    assertThat(newer.sealed()).isEqualTo("jwe-3");
  }

  @Test
  void aTokenIsGoneWhenTheSameVersionComesAgainWithoutIt() {
    Entry first = version(2);
    connections.put(ALICE, first);
    first.opened("t2");
    Entry taken = version(2, null);
    connections.put(ALICE, taken);
    assertThat(taken.open()).isNull();
  }

  @Test
  void anErasedConnectionMayBeginAnewWithALowerVersion() {
    connections.put(ALICE, version(7));
    assertThat(connections.erase(ALICE)).isTrue();
    assertThat(connections.erase(ALICE)).isFalse();
    assertThat(connections.put(ALICE, version(1))).isTrue();
    assertThat(versionOf(ALICE)).isEqualTo(1);
  }

  @Test
  void whatATellingDoesNotConfirmWasErased() {
    connections.put(ALICE, version(7));
    connections.put(BOB, version(2));
    assertThat(endTelling()).isEmpty();
    connections.beginTelling();
    connections.put(BOB, version(2));
    assertThat(versionOf(ALICE)).as("until the end nobody is without a token").isEqualTo(7);
    assertThat(endTelling()).containsExactly(ALICE);
    assertThat(connections.find(ALICE)).isNull();
    assertThat(versionOf(BOB)).isEqualTo(2);
  }

  @Test
  void whatWasErasedAndBeganAnewIsWhatTheTellingLastSaidOfIt() {
    connections.put(ALICE, version(7));
    endTelling();
    connections.beginTelling();
    connections.put(ALICE, version(1));
    connections.put(ALICE, version(2));
    assertThat(versionOf(ALICE)).isEqualTo(7);
    assertThat(endTelling()).containsExactly(ALICE + 2);
    assertThat(versionOf(ALICE)).isEqualTo(2);
    connections.beginTelling();
    connections.put(ALICE, version(2));
    assertThat(endTelling()).isEmpty();
  }

  @Test
  void anOlderVersionThatATellingBeginsWithIsNothingOnceTheNewestCame() {
    connections.put(ALICE, version(7));
    endTelling();
    connections.beginTelling();
    connections.put(ALICE, version(6));
    connections.put(ALICE, version(7));
    assertThat(endTelling()).isEmpty();
    assertThat(versionOf(ALICE)).isEqualTo(7);
  }

  @Test
  void aTombstoneInATellingBeatsWhatCameBeforeIt() {
    connections.put(ALICE, version(7));
    endTelling();
    connections.beginTelling();
    connections.put(ALICE, version(6));
    connections.erase(ALICE);
    assertThat(endTelling()).isEmpty();
    assertThat(connections.size()).isZero();
  }
}
