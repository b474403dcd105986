package dev.evergrant.worker.command;

import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.config.ConfigReader;
import dev.evergrant.worker.config.InvalidConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --config}, the same for every command. */
public final class ConfigFile {
  private static final Path USUAL = Path.of("evergrant.yaml");
  private static final Path OF_DEV =
      Path.of(System.getProperty("evergrant.home", ""), ".evergrant", "evergrant.yaml");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The configuration file. Left out: evergrant.yaml in this directory, else the one that"
              + " ./evergrant dev has written.")
  private @Nullable Path file;

  /**
   * Reads it.
   *
   * @throws InvalidConfig with all that is wrong with it
   */
  public Config read() throws InvalidConfig {
    return ConfigReader.read(path(), System.getenv());
  }

  private Path path() {
    if (file != null) {
      return file;
    }
    return Files.exists(USUAL) || !Files.exists(OF_DEV) ? USUAL : OF_DEV;
  }
}
