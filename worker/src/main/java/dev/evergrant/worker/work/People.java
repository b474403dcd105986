package dev.evergrant.worker.work;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Identity;
import dev.evergrant.worker.lifecycle.Inquiry;
import dev.evergrant.worker.lifecycle.Person;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is behind a connection when its tokens are stored, and whether the provider is asked. */
record People(Map<String, App> apps) {

  /**
   * Where the provider tells nothing about people, nobody but the event has a word.
   *
   * @param known of whoever the connection has been so far
   */
  Person consenting(Due.Grant grant, User known) {
    User said = grant.consent().user();
    return identity(grant.connection()) == null
        ? Person.saidToBe(said)
        : Person.saidToBe(known).consentsAs(said);
  }

  /** When the provider is asked who it is; of an old consent, the row knows if it ever was. */
  @Nullable Instant askAbout(ConnectionId id, User known, Instant now) {
    return Inquiry.isWorthwhile(identity(id), known) ? now : null;
  }

  private @Nullable Identity identity(ConnectionId id) {
    return requireNonNull(apps.get(id.app())).provider().identity();
  }
}
