package dev.evergrant.devkit.simulator;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The provider's durable memory: a file of JSON lines, written before an answer leaves. It survives
 * the process being killed, not the machine. It holds no code and no token, only their digests.
 * Guarded by the server's lock.
 */
final class Journal implements AutoCloseable {

  /**
   * @param entry null where the line only completes an earlier one
   * @param ended null where the line is an entry
   */
  record Line(
      @Nullable HistoryEntry entry, @Nullable List<Change> changes, @Nullable Ended ended) {}

  /** An earlier entry's answer has left. */
  record Ended(long seq, String sent, Instant at) {}

  private final @Nullable OutputStream out;
  private final byte[] signingKey;

  private Journal(@Nullable OutputStream out, byte[] signingKey) {
    this.out = out;
    this.signingKey = signingKey;
  }

  /** Keeps nothing. */
  static Journal inMemory() {
    return new Journal(null, newKey());
  }

  /**
   * Reads what the directory has, and appends to it from then on. A last line that was not written
   * completely is cut off: no answer has left for it.
   *
   * @throws IOException when the directory cannot be read and written, or a line is damaged
   */
  static Journal open(Path directory, Consumer<Line> replay) throws IOException {
    Files.createDirectories(directory);
    Path keyFile = directory.resolve("signing.key");
    if (!Files.exists(keyFile) || Files.size(keyFile) == 0) {
      Files.write(keyFile, newKey());
    }
    Path file = directory.resolve("journal.jsonl");
    if (Files.exists(file)) {
      long complete = replay(file, replay);
      try (var access = new RandomAccessFile(file.toFile(), "rw")) {
        access.setLength(complete);
      }
    }
    return new Journal(
        new FileOutputStream(file.toFile(), /* append= */ true), Files.readAllBytes(keyFile));
  }

  byte[] signingKey() {
    return signingKey;
  }

  /**
   * Appends an entry with its changes, in one write.
   *
   * @throws UncheckedIOException when it cannot; then nothing may be answered from it
   */
  void append(HistoryEntry entry, List<Change> changes) {
    write(new Line(entry, changes.isEmpty() ? null : changes, null));
  }

  /** Appends that an entry's answer has left. */
  void appendEnd(long seq, String sent, Instant at) {
    write(new Line(null, null, new Ended(seq, sent, at)));
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
    }
  }

  private void write(Line line) {
    if (out == null) {
      return;
    }
    try {
      var bytes = new ByteArrayOutputStream(512);
      Json.MAPPER.writeValue(bytes, line);
      bytes.write('\n');
      out.write(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot append to the journal", e);
    }
  }

  /** Returns the length of the complete lines. */
  private static long replay(Path file, Consumer<Line> replay) throws IOException {
    long complete = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      var line = new ByteArrayOutputStream(512);
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next != '\n') {
          line.write(next);
          continue;
        }
        replay.accept(parse(line.toByteArray(), complete));
        complete += line.size() + 1;
        line.reset();
      }
    }
    return complete;
  }

  private static Line parse(byte[] line, long offset) throws IOException {
    try {
      return Json.MAPPER.readValue(line, Line.class);
    } catch (JacksonException e) {
      throw new IOException("the journal is damaged at byte " + offset, e);
    }
  }

  private static byte[] newKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
