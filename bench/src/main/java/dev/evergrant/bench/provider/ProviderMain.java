package dev.evergrant.bench.provider;

import java.io.IOException;
import java.util.Map;

/**
 * The provider as a process of its own. Arguments: port, subjects, connected ones, lifetime in
 * seconds, delay in milliseconds.
 */
public final class ProviderMain {
  private ProviderMain() {}

  /** Runs until it is told to stop. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    // Read once, when the JDK's server is first used. Without them each answer may wait 40 ms for
    // an acknowledgement, and all but 200 idle connections are closed under the client's hands.
    Map.of(
            "sun.net.httpserver.nodelay", "true",
            "sun.net.httpserver.maxIdleConnections", "10000",
            "sun.net.httpserver.idleInterval", "300")
        .forEach(System::setProperty);
    var _ =
        new Provider(
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Long.parseLong(arguments[3]),
                Long.parseLong(arguments[4]))
            .start(Integer.parseInt(arguments[0]));
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
