package dev.evergrant.bench.provider;

import java.util.Locale;

/**
 * Codes and tokens that say whose they are and which number they have, as long as real ones are.
 * They are no secrets: whoever can count can make them.
 */
public final class Tokens {
  private static final String FILL = "0123456789abcdefghijklmnopqrstuvwxyzABCDEF";
  // As long as Outreach's access tokens, which are JWTs, mostly are.
  private static final String CLAIMS = FILL.repeat(8);

  private Tokens() {}

  /** What a token or code says. */
  record Said(int subject, int number) {}

  /** The name of a subject. */
  public static String subject(int subject) {
    return String.format(Locale.ROOT, "user-%08d", subject);
  }

  /** A refresh token of 43 characters. */
  public static String refresh(int subject, int number) {
    String name = "r-" + subject + "-" + number + "-";
    return name + FILL.substring(name.length() - 1);
  }

  /** An access token of some 360 characters. */
  public static String access(int subject, int number) {
    return "a-" + subject + "-" + number + "-" + CLAIMS;
  }

  /** A subject's first code. */
  public static String code(int subject) {
    return "c-" + subject + "-0-" + FILL;
  }

  /**
   * Reads a token of the given kind.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Said read(char kind, String token) {
    int first = token.indexOf('-', 2);
    int second = first < 0 ? -1 : token.indexOf('-', first + 1);
    if (second < 0 || token.charAt(0) != kind) {
      throw new IllegalArgumentException("not a token of this provider");
    }
    return new Said(
        Integer.parseInt(token, 2, first, 10), Integer.parseInt(token, first + 1, second, 10));
  }
}
