package dev.evergrant.campaign.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A TCP proxy on the loopback interface, in front of one service for one worker. Takes connections
 * until it is closed, whatever is done to them. Thread-safe.
 */
public final class Proxy implements AutoCloseable {
  private static final int BACKLOG = 128;

  private final ServerSocket server;
  private final int target;
  private final Supplier<Tap> taps;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile Toxic toxic = new Toxic.None();

  private Proxy(ServerSocket server, int target, Supplier<Tap> taps) {
    this.server = server;
    this.target = target;
    this.taps = taps;
  }

  /** Opens it on any free port. */
  static Proxy open(int target, Supplier<Tap> taps) throws IOException {
    return open(0, target, taps);
  }

  /** Opens it on a port. */
  static Proxy open(int port, int target, Supplier<Tap> taps) throws IOException {
    var server = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
    var proxy = new Proxy(server, target, taps);
    Thread.ofVirtual().name("proxy-" + server.getLocalPort()).start(proxy::accept);
    return proxy;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Does this to the link from now on; what was disturbed before is reset. */
  public void apply(Toxic next) {
    toxic = next;
    for (Link link : links) {
      switch (next) {
        case Toxic.None _, Toxic.Latency _, Toxic.Slices _, Toxic.DropAnswers _ ->
            link.resetIfDoomed();
        case Toxic.BlackHole _ -> link.doom();
        case Toxic.HalfOpen _ -> link.loseTarget();
        case Toxic.Refuse _, Toxic.Reset _ -> link.reset();
      }
    }
    if (next instanceof Toxic.Reset) {
      toxic = new Toxic.None();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (toxic instanceof Toxic.Refuse) {
          Link.reset(client);
        } else {
          Thread.ofVirtual().start(() -> connect(client));
        }
      } catch (IOException closed) {
        // Only close() ends it; a connection that broke while it was accepted is nobody's.
      }
    }
  }

  private void connect(Socket client) {
    try {
      var service = new Socket(InetAddress.getLoopbackAddress(), target);
      var link = new Link(client, service, taps.get(), () -> toxic, links::remove);
      links.add(link);
      if (toxic instanceof Toxic.BlackHole || toxic instanceof Toxic.HalfOpen) {
        link.doom();
      }
      link.start();
    } catch (IOException refused) {
      Link.reset(client);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    links.forEach(Link::reset);
  }
}
