package dev.evergrant.dev.demo;

import dev.evergrant.contracts.TokenUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known from the topics: each connection's newest state and the last events. It is bounded;
 * the connections that changed last are kept, however many there are. Safe for any thread.
 */
final class Board {
  private final String subscriber;
  private final int mostConnections;
  private final int mostEvents;

  /** In the order of their last change. */
  private final Map<String, TokenUpdate> connections = new LinkedHashMap<>();

  /** The last alert about each of the connections, and about some that are not known yet. */
  private final Map<String, AlertLine> alerts = new LinkedHashMap<>();

  /** Newest first. Partitions are read one after another, so events arrive in any order. */
  private final List<EventLine> events = new ArrayList<>();

  private boolean more;

  Board(String subscriber, int mostConnections, int mostEvents) {
    this.subscriber = subscriber;
    this.mostConnections = mostConnections;
    this.mostEvents = mostEvents;
  }

  /**
   * Everything a page shows.
   *
   * @param now the server's time, so that a wrong clock in the browser does no harm
   * @param more whether there are connections beside these
   */
  record Snapshot(
      Instant now, List<ConnectionLine> connections, boolean more, List<EventLine> events) {}

  /** Takes a newer state in; an older one changes nothing. */
  synchronized void update(TokenUpdate update) {
    TokenUpdate known = connections.get(update.connection());
    if (known != null && known.version() > update.version()) {
      return;
    }
    connections.remove(update.connection());
    connections.put(update.connection(), update);
    if (connections.size() > mostConnections) {
      connections.remove(connections.keySet().iterator().next());
      more = true;
    }
  }

  synchronized void erase(String connection) {
    connections.remove(connection);
    alerts.remove(connection);
  }

  /** Takes an alert about a connection in; alerts about one connection arrive in their order. */
  synchronized void alert(String connection, AlertLine alert) {
    alerts.remove(connection);
    alerts.put(connection, alert);
    if (alerts.size() > mostConnections) {
      alerts.remove(alerts.keySet().iterator().next());
    }
  }

  synchronized void add(EventLine line) {
    int place = 0;
    while (place < events.size() && events.get(place).time().isAfter(line.time())) {
      place++;
    }
    events.add(place, line);
    if (events.size() > mostEvents) {
      events.removeLast();
    }
  }

  synchronized Optional<TokenUpdate> newest(String connection) {
    return Optional.ofNullable(connections.get(connection));
  }

  /** The subjects that are asked to authorize an environment again, those asked last first. */
  synchronized List<String> asked(String environment, int most) {
    return new ArrayList<>(alerts.entrySet())
        .reversed().stream()
            .filter(alert -> alert.getValue().open())
            .flatMap(alert -> Optional.ofNullable(connections.get(alert.getKey())).stream())
            .filter(connection -> connection.environment().equals(environment))
            .map(TokenUpdate::subject)
            .limit(most)
            .toList();
  }

  /** Connections in the order of their ids, so that none jumps about; events newest first. */
  synchronized Snapshot snapshot(Instant now) {
    List<ConnectionLine> lines =
        connections.values().stream()
            .map(update -> ConnectionLine.of(update, subscriber, alerts.get(update.connection())))
            .sorted(Comparator.comparing(ConnectionLine::connection))
            .toList();
    return new Snapshot(now, lines, more, List.copyOf(events));
  }
}
