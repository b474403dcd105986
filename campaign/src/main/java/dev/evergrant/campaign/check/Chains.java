package dev.evergrant.campaign.check;

import dev.evergrant.campaign.check.Evidence.Request;
import dev.evergrant.devkit.simulator.HistoryEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The lineage of tokens as the provider knows it, to be asked by fingerprint. */
final class Chains {
  private static final Set<String> PROVIDERS_OWN =
      Set.of("user_disconnected", "development_expired");

  private final Map<String, HistoryEntry> issuedBy = new HashMap<>();
  private final Map<String, List<HistoryEntry>> presenting = new HashMap<>();
  private final Map<Long, String> endReasons = new HashMap<>();
  private final Map<Long, HistoryEntry> enders = new HashMap<>();
  private final Set<String> landed = new HashSet<>();
  private final Map<String, Request> carriers = new HashMap<>();

  private Chains() {}

  static Chains of(Evidence evidence) {
    var chains = new Chains();
    for (HistoryEntry entry : evidence.provider()) {
      if (entry.issued() != null) {
        chains.issuedBy.put(entry.issued(), entry);
      }
      if (entry.presented() != null) {
        chains.presenting.computeIfAbsent(entry.presented(), _ -> new ArrayList<>()).add(entry);
      }
      entry.committed().forEach(committed -> chains.noteEnd(committed, entry));
    }
    for (Request request : evidence.requests()) {
      chains.landed.add(request.presented());
      if (request.issued() != null) {
        chains.carriers.put(request.issued(), request);
      }
    }
    evidence.connections().stream()
        .map(Evidence.ConnectionRow::refreshToken)
        .forEach(
            stored -> {
              if (stored != null) {
                chains.landed.add(stored);
              }
            });
    return chains;
  }

  private void noteEnd(String committed, HistoryEntry by) {
    String[] words = committed.split(" ", 3);
    if (words[0].equals("revoked")) {
      endReasons.putIfAbsent(Long.parseLong(words[1]), words[2]);
      enders.putIfAbsent(Long.parseLong(words[1]), by);
    }
  }

  /** Whose token or code it is; empty where the provider does not know it. */
  String user(String fingerprint) {
    HistoryEntry entry = issuedBy.get(fingerprint);
    return entry == null || entry.user() == null ? "" : entry.user();
  }

  /** Why the provider ended its grant, where neither reuse nor anybody of ours was the reason. */
  Optional<String> endedByProvider(String fingerprint) {
    return endReason(fingerprint).filter(PROVIDERS_OWN::contains);
  }

  /** Why its grant has ended. */
  Optional<String> endReason(String fingerprint) {
    HistoryEntry entry = issuedBy.get(fingerprint);
    return entry == null || entry.grant() == null
        ? Optional.empty()
        : Optional.ofNullable(endReasons.get(entry.grant()));
  }

  /** What ended its grant. */
  Optional<HistoryEntry> ender(String fingerprint) {
    HistoryEntry entry = issuedBy.get(fingerprint);
    return entry == null || entry.grant() == null
        ? Optional.empty()
        : Optional.ofNullable(enders.get(entry.grant()));
  }

  /** The requests that presented it, as the provider saw them. */
  List<HistoryEntry> presenting(String fingerprint) {
    return presenting.getOrDefault(fingerprint, List.of());
  }

  /** Whether it was ever stored: it is stored now, or has been presented. */
  boolean hasLanded(String fingerprint) {
    return landed.contains(fingerprint);
  }

  /** The request whose answer carried it. */
  Optional<Request> carrier(String fingerprint) {
    return Optional.ofNullable(carriers.get(fingerprint));
  }
}
