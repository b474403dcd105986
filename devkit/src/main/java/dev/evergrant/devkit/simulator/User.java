package dev.evergrant.devkit.simulator;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whoever signs in. The part before the {@code @} names the user, the part up to the first dot
 * after it the organization: {@code user42@acme.example} is user 42 of {@code acme}.
 */
record User(String email, String organization) {
  private static final Pattern EMAIL =
      Pattern.compile("[^@\\s]{1,64}@([a-z0-9-]{1,63})(\\.[a-z0-9-]{1,63})*");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(?=@)");
  private static final int FIRST_ID = 1000;

  /** Empty where the text is no e-mail address. Case does not matter. */
  static Optional<User> of(String email) {
    String lower = normalized(email);
    var matcher = EMAIL.matcher(lower);
    return matcher.matches()
        ? Optional.of(new User(lower, matcher.group(1).intern()))
        : Optional.empty();
  }

  static String normalized(String email) {
    return email.strip().toLowerCase(Locale.ROOT);
  }

  /** The provider's own number for this user: always the same, without a directory of users. */
  long id() {
    var matcher = NUMBER.matcher(email);
    return matcher.find()
        ? FIRST_ID + Long.parseLong(matcher.group())
        : 1_000_000_000L + Integer.toUnsignedLong(email.hashCode());
  }
}
