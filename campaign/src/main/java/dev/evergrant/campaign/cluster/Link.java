package dev.evergrant.campaign.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One connection through a proxy: two sockets and a thread for each direction. A doomed one has
 * lost bytes: it carries nothing any more and can only be reset.
 */
final class Link {
  private static final int BUFFER = 16 * 1024;

  private final Socket client;
  private final Socket service;
  private final Tap tap;
  private final Supplier<Toxic> toxic;
  private final Consumer<Link> onClosed;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean doomed;

  Link(Socket client, Socket service, Tap tap, Supplier<Toxic> toxic, Consumer<Link> onClosed)
      throws IOException {
    this.client = client;
    this.service = service;
    this.tap = tap;
    this.toxic = toxic;
    this.onClosed = onClosed;
    client.setTcpNoDelay(true);
    service.setTcpNoDelay(true);
  }

  void start() {
    Thread.ofVirtual().start(() -> pump(client, service, true));
    Thread.ofVirtual().start(() -> pump(service, client, false));
  }

  void doom() {
    doomed = true;
  }

  void loseTarget() {
    doomed = true;
    reset(service);
  }

  void resetIfDoomed() {
    if (doomed) {
      reset();
    }
  }

  /** Breaks it off, so that both sides hear of it. */
  void reset() {
    if (closed.compareAndSet(false, true)) {
      reset(client);
      reset(service);
      tap.closed();
      onClosed.accept(this);
    }
  }

  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException gone) {
      // It is closed already, which is what was wanted.
    }
  }

  private void pump(Socket from, Socket to, boolean up) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (up) {
          tap.up(buffer, length);
        } else {
          tap.down(buffer, length);
        }
        carry(buffer, length, out, up);
      }
      if (!doomed || up) {
        reset();
      }
    } catch (IOException broken) {
      // A doomed connection whose service is gone stays open to its client, who is not told.
      if (!doomed || up) {
        reset();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      reset();
    }
  }

  private void carry(byte[] buffer, int length, OutputStream out, boolean up)
      throws IOException, InterruptedException {
    if (doomed) {
      return;
    }
    switch (toxic.get()) {
      case Toxic.None _, Toxic.Refuse _, Toxic.Reset _ -> out.write(buffer, 0, length);
      case Toxic.Latency(var delay) -> {
        Thread.sleep(delay);
        out.write(buffer, 0, length);
      }
      case Toxic.Slices(int bytes) -> {
        for (int from = 0; from < length; from += bytes) {
          if (from > 0) {
            Thread.sleep(1);
          }
          out.write(buffer, from, Math.min(bytes, length - from));
          out.flush();
        }
      }
      case Toxic.DropAnswers _ -> {
        if (!up) {
          reset();
          return;
        }
        out.write(buffer, 0, length);
      }
      case Toxic.BlackHole _, Toxic.HalfOpen _ -> {
        doomed = true;
        return;
      }
    }
    if (!up) {
      tap.handedOn();
    }
  }
}
