package dev.evergrant.devkit.services;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of the loopback interface that nobody listens on. They are below those that systems give to
 * outgoing connections (from 32768 on Linux, from 49152 elsewhere, RFC 6335 §6), so that none is
 * taken between the look and the listening; and no port is given twice by one process.
 */
public final class FreePort {
  private static final int FIRST = 20_000;
  private static final int COUNT = 12_000;

  // Processes begin at different places.
  private static final AtomicInteger next =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % COUNT));

  private FreePort() {}

  /** The wanted port, or one that is free at this moment where 0 is wanted. Nothing reserves it. */
  public static int orAny(int wanted) {
    if (wanted != 0) {
      return wanted;
    }
    for (int tries = 0; tries < COUNT; tries++) {
      int port = FIRST + Math.floorMod(next.getAndIncrement(), COUNT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port on the loopback interface");
  }

  private static boolean isFree(int port) {
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
