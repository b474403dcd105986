package dev.evergrant.contracts;

import org.jspecify.annotations.Nullable;

/**
 * What a text may hold. Lengths are in UTF-16 units, as {@link String#length} counts them.
 *
 * <p>Control characters are refused where a person or a log will read the text, NUL everywhere
 * (PostgreSQL's {@code text} cannot hold it), and lone surrogates everywhere (RFC 8259 §8.2: they
 * cannot be written as UTF-8).
 */
record Text(int min, int max, Alphabet alphabet) {
  static final Text APP = plain(100);
  static final Text ENVIRONMENT = plain(40);
  static final Text SUBJECT = plain(200);

  /** The three above and two slashes. */
  static final Text CONNECTION = plain(342);

  static final Text SCOPE = plain(2048);
  static final Text WORD = plain(200);

  enum Alphabet {
    NO_CONTROL_CHARACTERS,
    NO_NUL,
    /** RFC 3986 §2.3: letters, digits, hyphen, dot, underscore and tilde. */
    UNRESERVED
  }

  /** One line that people may see. */
  static Text plain(int max) {
    return new Text(0, max, Alphabet.NO_CONTROL_CHARACTERS);
  }

  /** Passed on as it is and never shown. */
  static Text opaque(int max) {
    return new Text(0, max, Alphabet.NO_NUL);
  }

  /**
   * Returns the text if it keeps to this.
   *
   * @throws UnacceptableEvent if it does not
   */
  String check(String field, String text) throws UnacceptableEvent {
    String problem = problem(text);
    if (problem != null) {
      throw new UnacceptableEvent(field, problem);
    }
    return text;
  }

  private @Nullable String problem(String text) {
    if (text.length() > max) {
      return "has %d characters: shorten it to at most %d.".formatted(text.length(), max);
    }
    if (text.length() < min) {
      return "has %d characters: send at least %d.".formatted(text.length(), min);
    }
    if (text.codePoints().anyMatch(Text::isLoneSurrogate)) {
      return "has half of a surrogate pair: send whole Unicode characters.";
    }
    return switch (alphabet) {
      case NO_CONTROL_CHARACTERS ->
          text.chars().anyMatch(Character::isISOControl)
              ? "has a control character: send it without line breaks, tabs and the like."
              : null;
      case NO_NUL -> text.indexOf('\0') >= 0 ? "has a NUL character: send it without." : null;
      case UNRESERVED ->
          text.chars().allMatch(Text::isUnreserved)
              ? null
              : "may hold only letters, digits and -._~ (RFC 7636 §4.1): send it as generated.";
    };
  }

  /** {@link String#codePoints} joins the pairs, so any surrogate that is left has lost its half. */
  private static boolean isLoneSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static boolean isUnreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~".indexOf(c) >= 0;
  }
}
