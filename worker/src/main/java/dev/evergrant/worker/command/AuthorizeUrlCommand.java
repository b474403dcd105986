package dev.evergrant.worker.command;

import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.config.InvalidConfig;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.AuthorizeUrl;
import dev.evergrant.worker.lifecycle.Credentials;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code authorize-url}: the URL to send a user to. */
@Command(
    name = "authorize-url",
    description = "Prints the URL to send a user to.",
    mixinStandardHelpOptions = true)
public final class AuthorizeUrlCommand implements Callable<Integer> {
  @Mixin private final ConfigFile config = new ConfigFile();

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--app", required = true, description = "The app's configured name.")
  private String app = "";

  @Option(
      names = "--environment",
      defaultValue = "production",
      description = "production (the default) or development.")
  private String environment = "";

  @Option(
      names = "--state",
      description = "The state; left out: the one that selects the environment, if there is one.")
  private @Nullable String state;

  @Override
  public Integer call() throws InvalidConfig {
    Config read = config.read();
    PrintWriter err = Output.err(spec);
    App configured = read.apps().get(app);
    if (configured == null) {
      err.println("There is no app " + app + "; configured are " + read.apps().keySet() + ".");
      return 1;
    }
    Credentials credentials = configured.credentials().get(environment);
    if (credentials == null) {
      err.println(
          app
              + " has no credentials for "
              + environment
              + "; it has those for "
              + configured.credentials().keySet()
              + ".");
      return 1;
    }
    String sent = state;
    if (sent == null && !credentials.states().isEmpty()) {
      sent = credentials.states().getFirst();
    }
    Output.out(spec).println(AuthorizeUrl.of(configured, credentials, sent));
    return 0;
  }
}
