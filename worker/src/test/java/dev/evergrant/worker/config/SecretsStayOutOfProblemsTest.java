package dev.evergrant.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** Every value may be put in from outside and may be secret, so no problem may show any of them. */
class SecretsStayOutOfProblemsTest {

  /** Marks the secret, so that a part of it that shows is found too. */
  private static final String MARK = "zq7Xw";

  /** Everything that can be configured; each value in angle quotes can be put in from outside. */
  private static final String TEMPLATE =
      """
      kafka:
        bootstrapServers: [«localhost:9092»]
        securityProtocol: «SASL_SSL»
        sasl.jaas.config: «x»
        maxPollRecords: «5»
      database: { url: «jdbc:postgresql:x», user: «u», password: «p» }
      encryption: { keyset: «k» }
      providers:
        ours:
          authorizeUrl: «https://a.example/»
          tokenUrl: «https://a.example/»
          revokeUrl: «https://a.example/»
          clientAuthentication: «basic»
          codeLifetime: «1m»
          refreshTokenLifetime: { idle: «1d», absolute: «2d» }
          rotation: «strict»
          limits: { ratePerSecond: «1», concurrent: «2», deadline: «3s» }
          development: { freeUsersOfOwner: «4», lifetime: «5d» }
          refusals: [«x»]
      apps:
        a:
          provider: «ours»
          organization: «o»
          scopes: [«s»]
          credentials:
            production: { clientId: «i», clientSecret: «s», redirectUris: [«https://a/»], states: [«t»] }
            development: { clientId: «i», clientSecret: «s», redirectUris: [«https://a/»], states: [«t»] }
      subscribers:
        r: { key: «j», apps: [«a»] }
      alerts:
        every: «1h»
        ahead: «2h»
        webhooks:
          w: { url: «https://a.example/», secret: «w», previousSecret: «w», apps: [«a»], types: [«app.paused»] }
      pages: { port: «1» }
      mistake: «m»
      alert: [«m»]
      """;

  private static final Pattern VALUE = Pattern.compile("«([^»]*)»");
  private static final int VALUES = (int) VALUE.matcher(TEMPLATE).results().count();

  private static final Path DIRECTORY = makeDirectory();

  @AfterContainer
  static void removeDirectory() throws IOException {
    Files.deleteIfExists(DIRECTORY.resolve("secret"));
    Files.delete(DIRECTORY);
  }

  @Property(tries = 400)
  void noSecretShowsInAProblem(
      @ForAll("secrets") String secret,
      @ForAll("places") int place,
      @ForAll("references") String reference)
      throws IOException {
    Files.writeString(DIRECTORY.resolve("secret"), secret + "\n");
    assertThat(told(yaml(place, reference), Map.of("SECRET", secret)))
        .contains("The configuration cannot be used")
        .doesNotContain(MARK);
  }

  @Property(tries = 100)
  void noSecretThatIsWrittenInTheFileShowsEither(
      @ForAll("secrets") String secret, @ForAll("places") int place) {
    // Without quotes a secret with a comma or newline would be YAML's syntax, even a key.
    String quoted = "\"" + secret.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    assertThat(told(yaml(place, quoted), Map.of())).doesNotContain(MARK);
  }

  @Provide
  static Arbitrary<Integer> places() {
    // One more: all places at once.
    return Arbitraries.integers().between(0, VALUES);
  }

  @Provide
  static Arbitrary<String> references() {
    return Arbitraries.of(
        "\"${env:SECRET}\"",
        "\"${file:secret}\"",
        "\"https://${env:SECRET}.example/x y\"",
        "\"jdbc:postgresql://h/${file:secret}?password=${env:SECRET}\"",
        "\"${env:SECRET} ${env:NOT_THERE} ${file:not-there}\"",
        "\"${env:SECRET}${\"");
  }

  @Provide
  static Arbitrary<String> secrets() {
    var text = Arbitraries.strings().ofMinLength(0).ofMaxLength(12).filter(s -> !s.contains("$"));
    var shape =
        Arbitraries.of(
            "%s" + MARK + "%s",
            "%shttp://" + MARK + ":%s@a.example/#f",
            "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"%s" + MARK + "\",\"d\":\"%s\"}",
            "{\"primaryKeyId\":1,\"key\":[{\"keyData\":\"%s" + MARK + "%s\"}]}",
            "5%sm" + MARK + "%s",
            "jdbc:postgresql://%s:" + MARK + "%s@h/d");
    return Combinators.combine(shape, text, text).as(String::formatted);
  }

  private static String yaml(int place, String written) {
    var values = new HashMap<Integer, String>();
    return VALUE
        .matcher(TEMPLATE)
        .replaceAll(
            value -> {
              int here = values.size();
              values.put(here, value.group(1));
              boolean replaced = here == place || place == VALUES;
              return Matcher.quoteReplacement(replaced ? written : "\"" + value.group(1) + "\"");
            });
  }

  private static Path makeDirectory() {
    try {
      return Files.createTempDirectory("secrets");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that the exception can tell anybody. */
  private static String told(String yaml, Map<String, String> environment) {
    try {
      ConfigReader.read(yaml, DIRECTORY, environment);
      return "";
    } catch (InvalidConfig e) {
      var trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return e.problems() + e.getMessage() + trace;
    }
  }
}
