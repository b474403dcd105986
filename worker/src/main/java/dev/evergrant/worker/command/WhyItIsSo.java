package dev.evergrant.worker.command;

import dev.evergrant.worker.store.Inspection.Happened;
import java.util.List;
import java.util.Map;

/** Why a connection is as it is, in a sentence or two, from its row and its history. Pure. */
final class WhyItIsSo {
  private WhyItIsSo() {}

  /**
   * Says it.
   *
   * @param state the connection's columns by name; empty if it never had tokens
   * @param history oldest first
   */
  static String inASentence(Map<String, String> state, List<Happened> history) {
    if (state.isEmpty()) {
      return "Not connected. " + last(history);
    }
    String version = state.getOrDefault("version", "?");
    String reason = state.get("reason");
    if (reason != null) {
      return "Ended: " + reason + ". " + ended(reason, history);
    }
    String held = state.get("held");
    if (held != null) {
      return "Held at version "
          + version
          + ". "
          + held
          + " It is refreshed again after ./evergrant resume --release-held, or when the user"
          + " authorizes again.";
    }
    String problem = state.get("problem");
    String doubt =
        "true".equals(state.get("in_doubt")) || "t".equals(state.get("in_doubt"))
            ? " An attempt to refresh it is in doubt."
            : "";
    return "Active with version "
        + version
        + ", whose access token ends at "
        + state.getOrDefault("expires_at", "an unknown time")
        + "."
        + doubt
        + (problem == null ? "" : " Last problem: " + problem);
  }

  private static String ended(String reason, List<Happened> history) {
    int end = lastIndex(history, "revoked");
    return switch (reason) {
      case "lost_in_flight" -> lostInFlight(end < 0 ? history : history.subList(0, end));
      case "provider_revoked" ->
          "The provider refused the refresh token, and nothing of ours was in doubt: the user or"
              + " the provider ended it.";
      case "development_expired" ->
          "The time of a development grant was over; that was known from its beginning.";
      case "refresh_token_expired" -> "The refresh token had reached its age.";
      case "user_disconnected" -> "The user withdrew the authorization.";
      case "operator_revoked" -> "An operator ended it.";
      default -> last(history);
    };
  }

  /** The attempt whose answer was lost is the last of its kind before the end. */
  private static String lostInFlight(List<Happened> before) {
    for (Happened happened : before.reversed()) {
      String spent = happened.version() == null ? "the" : "version " + happened.version() + "'s";
      switch (happened.what()) {
        case "rescued" -> {
          return worker(happened)
              + " was killed or cut off after it had taken "
              + spent
              + " refresh token to send it; the provider then refused that token.";
        }
        case "taken_over" -> {
          return worker(happened)
              + " was not heard of again after it had taken "
              + spent
              + " refresh token to send it; the provider then refused that token.";
        }
        case "postponed" -> {
          return "The answer to an attempt with "
              + spent
              + " refresh token was lost ("
              + detail(happened)
              + "); the provider then refused that token.";
        }
        case "issued", "refreshed" -> {
          return "An answer with new tokens was lost; the provider then refused the old token.";
        }
        default -> {}
      }
    }
    return "An answer with new tokens was lost; the provider then refused the old token.";
  }

  private static String last(List<Happened> history) {
    return history.isEmpty() ? "" : detail(history.getLast());
  }

  private static String detail(Happened happened) {
    return happened.detail() == null ? happened.what() : happened.detail();
  }

  /** {@code Worker 3 (worker-17-ab12cd34)}; nothing where no worker had a part in it. */
  static String worker(Happened happened) {
    if (happened.worker() == null) {
      return "";
    }
    return "Worker "
        + happened.worker()
        + (happened.workerName() == null ? "" : " (" + happened.workerName() + ")");
  }

  private static int lastIndex(List<Happened> history, String what) {
    for (int i = history.size() - 1; i >= 0; i--) {
      if (history.get(i).what().equals(what)) {
        return i;
      }
    }
    return -1;
  }
}
