package dev.evergrant.worker.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * How a value is written.
 *
 * @param advice the sentence for whoever wrote it otherwise
 * @param parser nothing where the text has another form; it does not throw
 */
record Form<T>(String advice, Function<String, Optional<T>> parser) {

  static final Form<String> TEXT =
      new Form<>("Write a text that is not empty.", text -> Optional.of(text).filter(Form::filled));

  static final Form<Path> PATH =
      new Form<>("Write a path of this machine.", text -> path(text).filter(_ -> filled(text)));

  static final Form<Duration> DURATION = new Form<>(Durations.ADVICE, Form::duration);

  static final Form<Duration> POSITIVE_DURATION =
      new Form<>(
          Durations.ADVICE + " It must be longer than nothing.",
          text -> duration(text).filter(Duration::isPositive));

  /** RFC 6749 §3.3: the list of scopes is joined with spaces, so a scope has none. */
  static final Form<String> SCOPE =
      new Form<>(
          "Write one scope an item, without spaces, quotes or backslashes.",
          text -> Optional.of(text).filter(scope -> scope.matches("[!#-\\[\\]-~]+")));

  /** An endpoint of a provider: secrets go there, so it is encrypted unless it is this machine. */
  static final Form<URI> ENDPOINT =
      new Form<>(
          "Write an https URL without a fragment; http is for this machine only (localhost,"
              + " 127.0.0.1, [::1]).",
          text -> uri(text).filter(Form::safe));

  /** RFC 6901 §3, but for the empty one, which is the whole document and no text. */
  static final Form<String> JSON_POINTER =
      new Form<>(
          "Write a JSON pointer, such as /email or /organization/name.",
          text -> Optional.of(text).filter(pointer -> pointer.matches("(/([^/~]++|~[01])*+)++")));

  /** RFC 6749 §3.1.2: absolute and without a fragment. */
  static final Form<String> REDIRECT_URI =
      new Form<>(
          "Write an absolute URI without a fragment, such as https://crm.example/oauth/callback.",
          text ->
              uri(text)
                  .filter(uri -> uri.isAbsolute() && uri.getRawFragment() == null)
                  .map(_ -> text));

  private static final Pattern DIGITS = Pattern.compile("\\d{1,9}");

  static Form<Integer> wholeNumber(int least, int most) {
    return new Form<>(
        "Write a whole number from " + least + " to " + most + ".",
        text ->
            Optional.of(text)
                .filter(DIGITS.asMatchPredicate())
                .map(Integer::parseInt)
                .filter(number -> number >= least && number <= most));
  }

  static <T> Form<T> oneOf(Map<String, T> choices) {
    return new Form<>(
        "Write one of: " + String.join(", ", choices.keySet().stream().sorted().toList()) + ".",
        text -> Optional.ofNullable(choices.get(text)));
  }

  static boolean filled(String text) {
    return !text.isBlank();
  }

  private static Optional<Duration> duration(String text) {
    try {
      return Optional.of(Durations.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean safe(URI uri) {
    return uri.getHost() != null
        && uri.getRawUserInfo() == null
        && uri.getRawFragment() == null
        && ("https".equalsIgnoreCase(uri.getScheme())
            || ("http".equalsIgnoreCase(uri.getScheme()) && loopback(uri.getHost())));
  }

  private static boolean loopback(String host) {
    try {
      return host.equalsIgnoreCase("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      // A name: it may lead to this machine today and elsewhere tomorrow.
      return false;
    }
  }
}
