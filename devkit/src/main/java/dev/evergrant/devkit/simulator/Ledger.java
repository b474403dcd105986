package dev.evergrant.devkit.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that the provider remembers: grants, codes and refresh tokens. Changed by {@link #apply}
 * only, so that replaying the same changes gives the same state. Not thread-safe; the server's lock
 * guards it.
 */
final class Ledger {
  /** Used and expired codes are remembered for a while, to notice their reuse. */
  private static final Duration CODE_MEMORY = Duration.ofDays(1);

  private static final int CODES_ALWAYS_KEPT = 1000;

  private final Map<Long, Grant> grants = new HashMap<>();
  private final Map<Account.Key, Account> accounts = new HashMap<>();
  private final Map<Digest, Code> codes = new HashMap<>();
  private final Deque<Code> codesByAge = new ArrayDeque<>();
  private final Map<Digest, RefreshToken> refreshTokens = new HashMap<>();
  private final Map<DevelopmentUsers.Key, DevelopmentUsers> developmentUsers = new HashMap<>();
  private final Map<String, Digest> secrets = new HashMap<>();
  private long lastGrant;

  long nextGrant() {
    return lastGrant + 1;
  }

  Collection<Grant> grants() {
    return grants.values();
  }

  Optional<Grant> grant(long id) {
    return Optional.ofNullable(grants.get(id));
  }

  Optional<Code> code(Digest digest) {
    return Optional.ofNullable(codes.get(digest));
  }

  Optional<RefreshToken> refreshToken(Digest digest) {
    return Optional.ofNullable(refreshTokens.get(digest));
  }

  /** The grants this user has given to any of the credentials of an environment. */
  List<Grant> grants(String email, Environment environment) {
    return accounts.values().stream()
        .filter(account -> account.environment == environment)
        .filter(account -> account.user.email().equals(email))
        .flatMap(account -> account.grants.stream())
        .toList();
  }

  /** Empty for everything that is not a development grant. */
  Optional<DevelopmentUsers> developmentUsers(Grant grant) {
    return Optional.ofNullable(developmentUsers.get(developmentKey(grant)));
  }

  /** The regenerated secret of a client, where there was one. */
  Optional<Digest> secret(String clientId) {
    return Optional.ofNullable(secrets.get(clientId));
  }

  /**
   * @param refreshTokensKept so many newest refresh tokens of a grant stay known
   */
  void apply(Change change, int refreshTokensKept) {
    switch (change) {
      case Change.Authorized authorized -> begin(authorized);
      case Change.Issued issued -> issue(issued, refreshTokensKept);
      case Change.Used(long id, int number) -> use(known(id), number);
      case Change.Revoked(var ids, var reason, _) -> ids.forEach(id -> end(known(id), reason));
      case Change.SecretChanged(var clientId, var secret) -> secrets.put(clientId, secret);
      case Change.ClockMoved _ -> {}
    }
  }

  private Grant known(long id) {
    Grant grant = grants.get(id);
    if (grant == null) {
      throw new IllegalStateException("there is no grant " + id);
    }
    return grant;
  }

  private void begin(Change.Authorized authorized) {
    String clientId = authorized.clientId().intern();
    Account account =
        accounts.computeIfAbsent(
            new Account.Key(clientId, authorized.email()),
            key ->
                new Account(
                    User.of(key.email()).orElseThrow(), clientId, authorized.environment()));
    lastGrant = authorized.grant();
    var grant = new Grant(lastGrant, account, authorized.scope().intern(), authorized.at());
    grants.put(grant.id, grant);
    account.grants.add(grant);
    var code =
        new Code(
            authorized.code(),
            grant,
            authorized.redirectUri().intern(),
            authorized.challenge(),
            authorized.at());
    codes.put(code.digest(), code);
    codesByAge.add(code);
    forgetOldCodes(authorized.at());
  }

  private void forgetOldCodes(Instant now) {
    while (codesByAge.size() > CODES_ALWAYS_KEPT
        && codesByAge.element().issuedAt().plus(CODE_MEMORY).isBefore(now)) {
      Code code = codesByAge.remove();
      codes.remove(code.digest());
      if (!code.grant().exchanged() || !code.grant().live()) {
        forget(code.grant());
      }
    }
  }

  private void forget(Grant grant) {
    grants.remove(grant.id);
    grant.account.grants.remove(grant);
  }

  private void issue(Change.Issued issued, int refreshTokensKept) {
    Grant grant = known(issued.grant());
    if (!grant.exchanged() && grant.account.environment == Environment.DEVELOPMENT) {
      developmentUsers
          .computeIfAbsent(developmentKey(grant), _ -> new DevelopmentUsers())
          .add(grant);
    }
    grant.number = issued.number();
    grant.account.lastMintAt = issued.at();
    if (issued.refreshToken() == null) {
      refreshTokenOrNone(issued.presented()).ifPresent(kept -> kept.freshAt = issued.at());
      return;
    }
    for (var old = grant.newest; old != null && old.replacedAt == null; old = old.older) {
      old.replacedAt = issued.at();
    }
    grant.newest = new RefreshToken(issued.refreshToken(), grant, issued.number(), issued.at());
    refreshTokens.put(issued.refreshToken(), grant.newest);
    forgetOlderThan(grant.newest, refreshTokensKept);
  }

  private Optional<RefreshToken> refreshTokenOrNone(@Nullable Digest digest) {
    return digest == null ? Optional.empty() : refreshToken(digest);
  }

  private void forgetOlderThan(RefreshToken newest, int kept) {
    RefreshToken last = newest;
    for (int count = 1; count < kept && last.older != null; count++) {
      last = last.older;
    }
    for (var forgotten = last.older; forgotten != null; forgotten = forgotten.older) {
      refreshTokens.remove(forgotten.digest);
    }
    last.older = null;
  }

  private static void use(Grant grant, int number) {
    grant.used = Math.max(grant.used, number);
    // Where a reply brought no refresh token, the one before it belongs to its access token too.
    for (var token = grant.newest; token != null; token = token.older) {
      if (token.number <= number) {
        grant.floor = Math.max(grant.floor, token.number);
        return;
      }
    }
  }

  private void end(Grant grant, String reason) {
    if (!grant.live()) {
      return;
    }
    grant.endReason = reason;
    for (var token = grant.newest; token != null; token = token.older) {
      refreshTokens.remove(token.digest);
    }
    grant.newest = null;
    if (grant.exchanged()) {
      developmentUsers(grant).ifPresent(users -> users.remove(grant));
    }
    grant.account.grants.remove(grant);
  }

  private static DevelopmentUsers.Key developmentKey(Grant grant) {
    return new DevelopmentUsers.Key(grant.account.clientId, grant.account.user.organization());
  }
}
