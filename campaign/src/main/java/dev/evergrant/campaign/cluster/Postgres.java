package dev.evergrant.campaign.cluster;

import dev.evergrant.campaign.check.Evidence.Span;
import dev.evergrant.devkit.services.EmbeddedPostgres;
import dev.evergrant.devkit.services.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** PostgreSQL: its postmaster is a process of its own, to be killed and started again. */
public final class Postgres implements AutoCloseable {
  private final Path directory;
  private final int port;
  private final List<Span> outages = new CopyOnWriteArrayList<>();
  private EmbeddedPostgres server;

  private Postgres(Path directory, int port, EmbeddedPostgres server) {
    this.directory = directory;
    this.port = port;
    this.server = server;
  }

  static Postgres start(Path directory) throws IOException {
    int port = FreePort.orAny(0);
    return new Postgres(
        directory, port, EmbeddedPostgres.start(directory, port, Setup.DATABASE_PASSWORD));
  }

  int port() {
    return port;
  }

  /** Without proxy. */
  String url() {
    return "jdbc:postgresql://localhost:" + port + "/evergrant";
  }

  Path directory() {
    return directory;
  }

  /** Kills it, waits for all its processes, and starts it again after a while. */
  public synchronized void killAndRestart(long awayMillis)
      throws IOException, InterruptedException {
    Instant from = Instant.now();
    server.kill();
    Thread.sleep(awayMillis);
    server = EmbeddedPostgres.start(directory, port, Setup.DATABASE_PASSWORD);
    outages.add(new Span(from, Instant.now()));
  }

  /** When it was away. */
  List<Span> outages() {
    return outages;
  }

  @Override
  public synchronized void close() throws IOException {
    server.close();
  }
}
