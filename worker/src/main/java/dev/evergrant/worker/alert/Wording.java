package dev.evergrant.worker.alert;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.store.ReauthorizationRows.Group;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** What a batch says to people: who, what, and the link. */
final class Wording {
  private static final int NAMED = 20;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Wording() {}

  static String required(Group group, List<Alert.Affected> affected, String authorizeUrl) {
    String what;
    if (group.state().equals("expired")) {
      what = affected.size() == 1 ? " has ended" : " have ended";
    } else {
      what = " will end";
    }
    return new StringJoiner("\n")
        .add(heading(group, affected) + what + " and must be authorized again:")
        .add(list(affected))
        .add("Authorize here: " + authorizeUrl)
        .toString();
  }

  static String resolved(Group group, List<Alert.Affected> affected) {
    String need = affected.size() == 1 ? " needs" : " need";
    return new StringJoiner("\n")
        .add(heading(group, affected) + need + " no new authorization any more:")
        .add(list(affected))
        .toString();
  }

  private static String heading(Group group, List<Alert.Affected> affected) {
    String organization =
        group.organization() == null ? "an unknown organization" : group.organization();
    return "%d %s of %s to %s (%s, %s)"
        .formatted(
            affected.size(),
            affected.size() == 1 ? "connection" : "connections",
            organization,
            group.app(),
            group.environment(),
            group.provider());
  }

  private static String list(List<Alert.Affected> affected) {
    StringJoiner lines = new StringJoiner("\n");
    affected.stream().limit(NAMED).forEach(one -> lines.add("- " + line(one)));
    if (affected.size() > NAMED) {
      lines.add("and " + (affected.size() - NAMED) + " more");
    }
    return lines.toString();
  }

  private static String line(Alert.Affected one) {
    User user = one.user() == null ? User.UNKNOWN : one.user();
    String who = user.email() == null ? one.subject() : one.subject() + " <" + user.email() + ">";
    String reminder = one.reminder() == null ? "" : ", reminder " + one.reminder();
    return "%s: %s, %s%s".formatted(who, words(one.reason()), time(one.at()), reminder);
  }

  /** The reasons as people say them. */
  private static String words(String reason) {
    return switch (reason) {
      case "development_expired" -> "the development grant's time is up";
      case "refresh_token_expired" -> "the authorization's time is up";
      case "provider_revoked" -> "the provider has revoked it";
      case "lost_in_flight" -> "the provider's last answer was lost";
      case "reauthorized" -> "it has been authorized again";
      case "withdrawn" -> "the user has withdrawn";
      case "refreshed" -> "the provider has answered again";
      case "let_go" -> "nobody authorized it again, and it is forgotten";
      case "not_needed" -> "the provider does not ask for it any more";
      default -> reason;
    };
  }

  private static String time(Instant at) {
    return TIME.format(at);
  }
}
