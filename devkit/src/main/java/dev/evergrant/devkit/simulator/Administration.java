package dev.evergrant.devkit.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What people do in the provider's own pages, and what only a simulation can do. Thread-safe. */
final class Administration {

  /**
   * A grant as the admin API shows it.
   *
   * @param number of the newest token set, 0 before the exchange
   * @param refreshToken fingerprint of the current one; null where there is none
   * @param endReason null while it lives
   */
  record GrantView(
      long grant,
      Environment environment,
      String clientId,
      String email,
      String organization,
      String scope,
      Instant consentAt,
      int number,
      @Nullable Instant lastMintAt,
      @Nullable String refreshToken,
      boolean live,
      @Nullable String endReason) {

    static GrantView of(Grant grant) {
      Account account = grant.account;
      return new GrantView(
          grant.id,
          account.environment,
          account.clientId,
          account.user.email(),
          account.user.organization(),
          grant.scope,
          grant.consentAt,
          grant.number,
          account.lastMintAt,
          grant.newest == null ? null : grant.newest.digest.fingerprint(),
          grant.live(),
          grant.endReason);
    }
  }

  private final ProviderState state;

  Administration(ProviderState state) {
    this.state = state;
  }

  /**
   * The user takes the app's access away: all their grants to these credentials end.
   *
   * @return how many there were
   */
  int disconnect(String email, Environment environment) {
    return state.exclusively(
        access -> {
          List<Grant> grants =
              access.ledger().grants(User.normalized(email), environment).stream()
                  .filter(Grant::live)
                  .toList();
          grants.forEach(access::applyDevelopmentRule);
          List<Long> ended = grants.stream().filter(Grant::live).map(grant -> grant.id).toList();
          var revoked = new Change.Revoked(ended, "user_disconnected", access.now());
          Draft draft = admin().user(User.normalized(email)).environment(environment);
          access.commit(draft, "ok", ended.isEmpty() ? List.of() : List.of(revoked));
          return ended.size();
        });
  }

  /**
   * The secret of the environment's first credentials becomes this; the old one stops working.
   *
   * @throws IllegalArgumentException when there are no such credentials
   */
  void regenerateSecret(Environment environment, String secret) {
    AppCredentials app = app(environment);
    var changed = new Change.SecretChanged(app.clientId(), Digest.of(secret));
    state.exclusively(
        access -> access.commit(admin().environment(environment), "ok", List.of(changed)));
  }

  AppCredentials app(Environment environment) {
    return state
        .settings()
        .app(environment)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the app has no " + environment.wireName() + " credentials"));
  }

  void advance(Duration by) {
    moveClock(state.clock().offset().plus(by));
  }

  void setTime(Instant time) {
    moveClock(state.clock().offsetFor(time));
  }

  private void moveClock(Duration offset) {
    state.exclusively(
        access -> access.commit(admin(), "ok", List.of(new Change.ClockMoved(offset))));
  }

  List<GrantView> grants(Predicate<GrantView> wanted) {
    return state.exclusively(
        access -> access.ledger().grants().stream().map(GrantView::of).filter(wanted).toList());
  }

  private Draft admin() {
    return new Draft("admin", state.clock().instant());
  }
}
