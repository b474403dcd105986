package dev.evergrant.worker.config;

import dev.evergrant.worker.config.Config.Database;
import dev.evergrant.worker.config.Config.Encryption;
import dev.evergrant.worker.config.Config.Pages;
import dev.evergrant.worker.lifecycle.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code evergrant.yaml}. */
public final class ConfigReader {

  private static final Pattern PASSWORD_IN_URL =
      Pattern.compile("[?&]password=", Pattern.CASE_INSENSITIVE);

  private static final Form<String> DATABASE_URL =
      new Form<>(
          "Write a URL such as jdbc:postgresql://localhost:5432/evergrant, without the password.",
          text ->
              Optional.of(text)
                  .filter(url -> url.startsWith("jdbc:postgresql:"))
                  .filter(url -> !PASSWORD_IN_URL.matcher(url).find()));

  private static final Form<String> PASSWORD =
      new Form<>("Write the password, best as ${file:path} or ${env:NAME}.", Optional::of);

  private static final Form<Secret> KEYSET =
      new Form<>(
          "Write a Tink keyset for AEAD in JSON, best as ${file:keyset.json}; make one with"
              + " `./evergrant keyset > keyset.json`.",
          text -> Optional.of(new Secret(text)).filter(text2 -> Keysets.aead(text2).isPresent()));

  private ConfigReader() {}

  /**
   * Reads a file. Relative paths in it start at its own directory.
   *
   * @param environment the environment variables
   * @throws InvalidConfig with all problems, if there is any
   */
  public static Config read(Path file, Map<String, String> environment) throws InvalidConfig {
    return read(text(file), file.toAbsolutePath().resolveSibling(""), environment);
  }

  /**
   * Reads a file's text.
   *
   * @param baseDirectory where relative paths in it start
   * @param environment the environment variables
   * @throws InvalidConfig with all problems, if there is any
   */
  public static Config read(String yaml, Path baseDirectory, Map<String, String> environment)
      throws InvalidConfig {
    var problems = new ArrayList<Problem>();
    var document = Yaml.read(yaml, problems);
    if (!problems.isEmpty() && problems.getLast().path().isEmpty()) {
      throw new InvalidConfig(problems);
    }
    var file = new Cursor(document, new Interpolation(baseDirectory, environment), problems);
    var config = config(file, baseDirectory);
    file.refuseUnknownKeys();
    if (!problems.isEmpty()) {
      throw new InvalidConfig(problems);
    }
    return config;
  }

  private static Config config(Cursor file, Path baseDirectory) {
    var kafka = KafkaReader.read(file.at("kafka"));
    var database = database(file.at("database"));
    var encryption = encryption(file.at("encryption"));
    var providers = ProvidersReader.read(file.at("providers"), Catalogue.builtIn());
    var apps = AppsReader.read(file.at("apps"), providers);
    return new Config(
        kafka,
        database,
        encryption,
        SealingKeys.read(file.at("sealing")),
        apps,
        SubscribersReader.read(file.at("subscribers"), apps.keySet()),
        providers,
        AlertsReader.read(file.at("alerts"), apps.keySet()),
        new Pages(file.at("pages").at("port").or(8080, Form.wholeNumber(0, 65_535))),
        new Config.Spool(
            baseDirectory.resolve(
                file.at("spool").at("directory").or(Path.of("spool"), Form.PATH))),
        new Config.History(
            file.at("history").at("keep").or(Duration.ofDays(400), Form.POSITIVE_DURATION)));
  }

  private static Database database(Cursor at) {
    return new Database(
        at.at("url").required(DATABASE_URL, ""),
        at.at("user").required(Form.TEXT, ""),
        new Secret(at.at("password").required(PASSWORD, "")));
  }

  private static Encryption encryption(Cursor at) {
    return new Encryption(at.at("keyset").required(KEYSET, new Secret("")));
  }

  private static String text(Path file) throws InvalidConfig {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw unreadable("There is no configuration file " + file + "; name it with --config.");
    } catch (IOException e) {
      throw unreadable("Make " + file + " readable; it cannot be read as UTF-8 text.");
    }
  }

  private static InvalidConfig unreadable(String message) {
    return new InvalidConfig(List.of(new Problem("", message)));
  }
}
