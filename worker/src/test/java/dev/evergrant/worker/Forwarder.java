package dev.evergrant.worker;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A TCP port of this machine that leads to another one, until it is cut. */
final class Forwarder implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final List<Socket> open = new ArrayList<>();
  private boolean cut;

  private Forwarder(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  static Forwarder to(int target) throws IOException {
    Forwarder forwarder =
        new Forwarder(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
    Thread.ofVirtual().name("forwarder").start(forwarder::accept);
    return forwarder;
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        forward(server.accept());
      } catch (IOException closed) {
        return;
      }
    }
  }

  private synchronized void forward(Socket client) throws IOException {
    if (cut) {
      client.close();
      return;
    }
    Socket onward = new Socket(InetAddress.getLoopbackAddress(), target);
    open.add(client);
    open.add(onward);
    Thread.ofVirtual().start(() -> pump(client, onward));
    Thread.ofVirtual().start(() -> pump(onward, client));
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream()) {
      in.transferTo(to.getOutputStream());
    } catch (IOException closed) {
      // Either side ended it, or it was cut.
    }
  }

  /** Ends all connections, and refuses new ones. */
  synchronized void cut() throws IOException {
    cut = true;
    for (Socket socket : open) {
      socket.close();
    }
    open.clear();
  }

  /** Lets new connections through again. */
  synchronized void mend() {
    cut = false;
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
