package dev.evergrant.devkit.simulator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything of the provider that changes, behind one lock. Changes go through {@link
 * Access#commit}, which writes them to the journal first. Thread-safe.
 */
final class ProviderState implements AutoCloseable {
  private final SettableClock clock;
  private final Ledger ledger = new Ledger();
  private final History history;
  private final Journal journal;
  private final AccessTokens accessTokens;
  private final Access access = new Access();
  private volatile Settings settings;

  /**
   * @param directory keeps the journal; null to keep everything in memory only
   * @throws IOException when the journal cannot be opened
   */
  ProviderState(Settings settings, @Nullable Path directory, InstantSource clock, int historyLimit)
      throws IOException {
    this.settings = settings;
    this.clock = new SettableClock(clock);
    this.history = new History(historyLimit);
    this.journal = directory == null ? Journal.inMemory() : Journal.open(directory, this::replay);
    this.accessTokens = new AccessTokens(journal.signingKey());
  }

  SettableClock clock() {
    return clock;
  }

  History history() {
    return history;
  }

  AccessTokens accessTokens() {
    return accessTokens;
  }

  Settings settings() {
    return settings;
  }

  void settings(UnaryOperator<Settings> change) {
    synchronized (access) {
      settings = change.apply(settings);
    }
  }

  /** Runs this with nobody else looking at or changing the state. */
  <T> T exclusively(Function<Access, T> action) {
    synchronized (access) {
      return action.apply(access);
    }
  }

  /** Notes that an entry's answer has left. */
  void ended(long seq, String sent) {
    synchronized (access) {
      Instant now = clock.instant();
      journal.appendEnd(seq, sent, now);
      history.end(seq, sent, now);
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (access) {
      journal.close();
    }
  }

  private void replay(Journal.Line line) {
    if (line.changes() != null) {
      line.changes().forEach(this::apply);
    }
    if (line.entry() != null) {
      history.add(line.entry());
    }
    if (line.ended() != null) {
      history.end(line.ended().seq(), line.ended().sent(), line.ended().at());
    }
  }

  private void apply(Change change) {
    ledger.apply(change, settings.refreshTokensKept());
    if (change instanceof Change.ClockMoved(var offset)) {
      clock.moveTo(offset);
    }
  }

  /** What may be done while holding the lock. Not to be kept beyond {@link #exclusively}. */
  final class Access {
    private Access() {}

    Ledger ledger() {
      return ledger;
    }

    Settings settings() {
      return settings;
    }

    Instant now() {
      return clock.instant();
    }

    /**
     * Writes an entry and its changes to the journal, then makes them true.
     *
     * @return the entry's number
     */
    long commit(Draft draft, String outcome, List<Change> changes) {
      HistoryEntry entry = draft.entry(history.nextSeq(), now(), outcome, changes);
      journal.append(entry, changes);
      changes.forEach(ProviderState.this::apply);
      history.add(entry);
      return entry.seq();
    }

    /** Ends what the development rule has ended by now, as far as it can matter to this grant. */
    void applyDevelopmentRule(@Nullable Grant grant) {
      if (grant == null || grant.account.environment != Environment.DEVELOPMENT) {
        return;
      }
      Instant now = now();
      DevelopmentRule.due(ledger, settings, grant, now)
          .ifPresent(change -> commit(new Draft("expiry", now).of(grant), "ok", List.of(change)));
    }
  }
}
