package dev.evergrant.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The way of one worker to the database, which can be cut in the middle: nothing goes through, and
 * neither side is told. What was sent meanwhile arrives when it is mended.
 */
final class Link implements AutoCloseable {
  private final ServerSocket server;
  private final String host;
  private final int port;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private boolean cut;

  /**
   * @param url the database's, of the form {@code jdbc:postgresql://host:port/…}
   */
  Link(String url) {
    URI target = URI.create(url.substring("jdbc:".length()));
    this.host = target.getHost();
    this.port = target.getPort();
    try {
      this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
    threads.execute(this::accept);
  }

  /** The database's address by this way. */
  String through(String url) {
    return url.replace(
        host + ":" + port, server.getInetAddress().getHostAddress() + ":" + server.getLocalPort());
  }

  synchronized void cut() {
    cut = true;
  }

  synchronized void mend() {
    cut = false;
    notifyAll();
  }

  private synchronized void awaitMended() throws InterruptedException {
    while (cut) {
      wait();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket database = new Socket(host, port);
        sockets.add(client);
        sockets.add(database);
        threads.execute(() -> copy(client, database));
        threads.execute(() -> copy(database, client));
      }
    } catch (IOException closed) {
      // The story is over.
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitMended();
        out.write(buffer, 0, read);
        out.flush();
      }
      awaitMended();
    } catch (IOException closed) {
      // Either end may close whenever it likes; closing the streams tells the other.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    } finally {
      mend();
      threads.shutdownNow();
    }
  }
}
