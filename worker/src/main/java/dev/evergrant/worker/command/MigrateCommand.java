package dev.evergrant.worker.command;

import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.config.InvalidConfig;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.Migrations;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code migrate}: the database's schema, and the topics if asked for. */
@Command(
    name = "migrate",
    description =
        "Migrates the database; with --topics it also creates the Kafka topics that are missing.",
    mixinStandardHelpOptions = true)
public final class MigrateCommand implements Callable<Integer> {
  @Mixin private final ConfigFile config = new ConfigFile();

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--topics", description = "Also create missing Kafka topics.")
  private boolean topics;

  @Option(
      names = "--partitions",
      defaultValue = "12",
      description = "Partitions of a new topic; 12 if left out.")
  private int partitions;

  @Option(
      names = "--replication",
      defaultValue = "0",
      description =
          "Replicas of a new topic, usually 3; if left out, what the cluster gives by itself.")
  private int replication;

  @Override
  public Integer call() throws InvalidConfig {
    Config read = config.read();
    try (Database database = Database.open(read.database(), 2)) {
      int ran = Migrations.migrate(database.pool());
      Output.out(spec)
          .println(
              ran == 0 ? "The database is up to date." : ran + " migrations have been applied.");
    }
    if (topics) {
      var created = TopicSetup.create(read.kafka(), partitions, replication);
      Output.out(spec)
          .println(created.isEmpty() ? "All topics are there." : "Created " + created + ".");
    }
    return 0;
  }
}
