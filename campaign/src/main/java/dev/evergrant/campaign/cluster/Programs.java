package dev.evergrant.campaign.cluster;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the programs of a campaign are started.
 *
 * @param home the project's root
 * @param before classes that go before the worker's own; empty for the worker as it is
 */
public record Programs(Path home, List<Path> before) {
  private static final List<String> SMALL =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+UseCompactObjectHeaders");

  /** The worker, with the agent. */
  List<String> worker(Path config, Map<String, String> agent) {
    List<String> command = java(agent);
    command.add("-Xmx256m");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    List<String> path = new ArrayList<>(before.stream().map(Path::toString).toList());
    path.add(home.resolve("worker/target/worker-0.1.0-SNAPSHOT.jar").toString());
    path.add(home.resolve("worker/target/lib") + File.separator + "*");
    command.addAll(List.of("-cp", String.join(File.pathSeparator, path)));
    command.addAll(List.of("dev.evergrant.worker.Main", "worker", "--config", config.toString()));
    return command;
  }

  /** Something on the campaign's own class path. */
  List<String> own(String main, Map<String, String> agent, List<String> arguments) {
    List<String> command = java(agent);
    command.add("-Xmx512m");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    return command;
  }

  private List<String> java(Map<String, String> agent) {
    String arguments =
        agent.entrySet().stream()
            .map(argument -> argument.getKey() + "=" + argument.getValue())
            .collect(Collectors.joining(","));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(SMALL);
    command.add(
        "-javaagent:%s=parent=%d%s"
            .formatted(
                home.resolve("campaign/target/campaign-0.1.0-SNAPSHOT.jar"),
                ProcessHandle.current().pid(),
                arguments.isEmpty() ? "" : "," + arguments));
    return command;
  }
}
