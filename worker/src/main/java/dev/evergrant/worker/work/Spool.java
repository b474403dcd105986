package dev.evergrant.worker.work;

import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.TokenSet;
import dev.evergrant.worker.store.Cipher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Token sets that were received and that the database has not taken yet, encrypted and fsynced on
 * this machine's disk: a refresh token that is spent exists nowhere else. Each process has a file
 * of its own in the directory; the next worker that starts there commits what a dead one left.
 *
 * <p>Safe for any thread.
 */
public final class Spool implements Safekeeping, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Spool.class);
  private static final byte KEPT = 1;
  private static final byte SETTLED = 2;
  private static final int ATTEMPT = 16;

  private final SpoolFile file;
  private final Cipher cipher;
  private final LongSupplier nanos;
  private final List<Result> inherited = new ArrayList<>();

  // Guarded by this: since when which attempts' results are kept.
  private final Map<UUID, Long> kept = new LinkedHashMap<>();

  Spool(SpoolFile file, Cipher cipher, LongSupplier nanos) {
    this.file = file;
    this.cipher = cipher;
    this.nanos = nanos;
  }

  /**
   * Opens the directory, which is made if it is not there, and takes over what dead processes left
   * in it.
   *
   * @param name this worker's
   * @throws IOException if the directory cannot be written
   * @throws Unreadable if what a dead process left cannot be read; it stays where it is
   */
  public static Spool open(Path directory, String name, Cipher cipher, LongSupplier nanos)
      throws IOException {
    Spool spool = new Spool(SpoolFile.create(directory, name), cipher, nanos);
    try {
      for (Path other : spool.file.others()) {
        spool.inherit(other);
      }
    } catch (IOException | Unreadable problem) {
      spool.close();
      throw problem;
    }
    return spool;
  }

  /**
   * Makes sure that the directory can be written, and leaves alone what is in it.
   *
   * @throws IOException if it cannot
   */
  public static void tryOut(Path directory, String name) throws IOException {
    SpoolFile.create(directory, name).close();
  }

  private void inherit(Path other) throws IOException {
    try {
      SpoolFile.inherit(
          other,
          (path, frames, torn) -> {
            if (torn) {
              log.warn("The last record of {} is incomplete and left out.", path);
            }
            List<Result> results = results(frames);
            append(results);
            inherited.addAll(results);
            if (!results.isEmpty()) {
              log.info(
                  "Token sets that an earlier worker left in {} and that will be committed: {}",
                  path,
                  results.size());
            }
          });
    } catch (NoSuchFileException gone) {
      log.debug("Another worker was faster: {}", gone.getMessage());
    } catch (IllegalArgumentException problem) {
      throw new Unreadable(other, String.valueOf(problem.getMessage()));
    }
  }

  private List<Result> results(List<ByteBuffer> frames) {
    Map<UUID, Result> open = new LinkedHashMap<>();
    for (ByteBuffer frame : frames) {
      byte kind = frame.get();
      UUID attempt = new UUID(frame.getLong(), frame.getLong());
      byte[] sealed = new byte[frame.remaining()];
      frame.get(sealed);
      if (kind == SETTLED) {
        open.remove(attempt);
        continue;
      }
      try {
        open.put(attempt, SpooledResult.read(cipher.open(sealed, place(attempt), "result", 0)));
      } catch (Cipher.CannotDecrypt problem) {
        throw new IllegalArgumentException("encryption.keyset does not open what is in it");
      }
    }
    return List.copyOf(open.values());
  }

  /** What dead processes left, to be committed before anything is claimed. */
  List<Result> inherited() {
    return inherited;
  }

  @Override
  public synchronized void keep(Collection<Result> results) {
    try {
      append(results);
    } catch (IOException | RuntimeException problem) {
      log.error(
          "{} cannot be written ({}): token sets that the database has not taken are in memory"
              + " only. Do not kill this worker before the database is back.",
          file.path(),
          problem.toString());
    }
  }

  private synchronized void append(Collection<Result> results) throws IOException {
    Map<UUID, byte[]> frames = new LinkedHashMap<>();
    for (Result result : results) {
      UUID attempt = attempt(result);
      if (result.decision() instanceof Decision.Store(TokenSet tokens)
          && !kept.containsKey(attempt)) {
        byte[] json = SpooledResult.write(result, tokens);
        frames.put(attempt, frame(KEPT, attempt, cipher.seal(json, place(attempt), "result", 0)));
      }
    }
    if (!frames.isEmpty()) {
      file.append(frames.values());
      long now = nanos.getAsLong();
      frames.keySet().forEach(attempt -> kept.put(attempt, now));
    }
  }

  @Override
  public synchronized void settle(Collection<Result> results) {
    List<UUID> settled =
        results.stream().map(Spool::attempt).filter(one -> kept.remove(one) != null).toList();
    if (settled.isEmpty()) {
      return;
    }
    try {
      if (kept.isEmpty()) {
        file.clear();
      } else {
        file.note(settled.stream().map(one -> frame(SETTLED, one, new byte[0])).toList());
      }
    } catch (IOException problem) {
      // It would be committed again at the next start, and come too late.
      log.warn("{} cannot be written: {}", file.path(), problem.toString());
    }
  }

  private static UUID attempt(Result result) {
    return result.due().claim().attempt();
  }

  private static String place(UUID attempt) {
    return "spool " + attempt;
  }

  private static byte[] frame(byte kind, UUID attempt, byte[] sealed) {
    return ByteBuffer.allocate(1 + ATTEMPT + sealed.length)
        .put(kind)
        .putLong(attempt.getMostSignificantBits())
        .putLong(attempt.getLeastSignificantBits())
        .put(sealed)
        .array();
  }

  @Override
  public synchronized int records() {
    return kept.size();
  }

  /** Since when the oldest is kept; 0 where nothing is. */
  synchronized double ageSeconds() {
    return kept.isEmpty()
        ? 0
        : (nanos.getAsLong() - kept.values().iterator().next()) / 1_000_000_000.0;
  }

  /** Lets go of the file; what is in it is for the next worker. */
  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (IOException problem) {
      log.warn("{} was not closed: {}", file.path(), problem.toString());
    }
  }

  /** What a dead process left cannot be read; the message says what to do. */
  public static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unreadable(Path file, String problem) {
      super(
          "The spool file "
              + file
              + " holds token sets that are nowhere else, and cannot be read: "
              + problem
              + ". Configure the keyset and the version that it was written with; if they are to"
              + " be given up, move the file away.");
    }
  }
}
