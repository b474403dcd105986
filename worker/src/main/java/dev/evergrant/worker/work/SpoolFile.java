package dev.evergrant.worker.work;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * One process's file of the spool: frames of length, checksum and content, one after another. The
 * process holds a lock on it, which dies with the process however that ends. Not thread-safe.
 */
final class SpoolFile implements Closeable {
  private static final String SUFFIX = ".spool";
  private static final int HEAD = 8;

  private final Path path;
  private final Disk disk;
  private long end;

  /** What is asked of the disk; a test may stand in for it. */
  interface Disk extends Closeable {
    void write(byte[] bytes, long position) throws IOException;

    /** Returns when all that was written outlives a loss of power. */
    void force() throws IOException;

    void truncate(long size) throws IOException;
  }

  SpoolFile(Path path, Disk disk) {
    this.path = path;
    this.disk = disk;
  }

  /**
   * Makes a file of one's own, locked from the first moment that others can see it.
   *
   * @throws IOException if the directory cannot be made or written
   */
  static SpoolFile create(Path directory, String name) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, only("rwx------"));
      forceDirectory(directory.toAbsolutePath().resolveSibling(""));
    }
    Path fresh = directory.resolve(name + ".new");
    Files.createFile(fresh, only("rw-------"));
    RandomAccessFile open = new RandomAccessFile(fresh.toFile(), "rw");
    if (!lock(open.getChannel())) {
      open.close();
      throw new IOException(fresh + " is locked by another process");
    }
    Path path = directory.resolve(name + SUFFIX);
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    forceDirectory(directory);
    return new SpoolFile(path, new FileDisk(open));
  }

  private static FileAttribute<Set<PosixFilePermission>> only(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  /** A new file's name is as durable as its directory. */
  private static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Whether nobody else has it, also not another worker of this process. */
  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  /** The others' files in a directory, dead or alive. */
  List<Path> others() throws IOException {
    try (var files = Files.list(path.resolveSibling(""))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
          .filter(file -> !file.getFileName().equals(path.getFileName()))
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    }
  }

  /** What takes over a dead process's frames. When it returns, they are safe elsewhere. */
  interface Heir {
    void inherit(Path file, List<ByteBuffer> frames, boolean torn) throws IOException;
  }

  /** Hands the frames of a dead process's file over, then deletes it; leaves a live one's alone. */
  static void inherit(Path file, Heir heir) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      // Another worker may have inherited it while this one was waiting for its turn.
      if (lock(channel) && Files.exists(file)) {
        ByteBuffer content = content(channel);
        List<ByteBuffer> frames = new ArrayList<>();
        boolean whole = frames(content, frames);
        heir.inherit(file, frames, !whole);
        Files.delete(file);
      }
    }
  }

  /** By this channel: to close another one of the file would let go of the lock. */
  private static ByteBuffer content(FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate((int) channel.size());
    while (content.hasRemaining() && channel.read(content, content.position()) >= 0) {
      // On to the rest.
    }
    return content.flip();
  }

  /**
   * Cuts a file's content into frames.
   *
   * @return whether it ends with a whole one; a process that was killed in the middle of an append
   *     leaves a part, and a file system that was, perhaps zeros
   * @throws IllegalArgumentException if anything but the end is damaged
   */
  static boolean frames(ByteBuffer content, List<ByteBuffer> frames) {
    while (content.hasRemaining()) {
      if (content.remaining() < HEAD) {
        return false;
      }
      int length = content.getInt();
      int checksum = content.getInt();
      if (length <= 0 || length > content.remaining()) {
        return false;
      }
      ByteBuffer frame = content.slice(content.position(), length);
      content.position(content.position() + length);
      if (checksum(frame) != checksum) {
        if (content.hasRemaining()) {
          throw new IllegalArgumentException("it is damaged before its end");
        }
        return false;
      }
      frames.add(frame);
    }
    return true;
  }

  private static int checksum(ByteBuffer frame) {
    CRC32C checksum = new CRC32C();
    checksum.update(frame.duplicate());
    return (int) checksum.getValue();
  }

  /**
   * Appends frames. When it returns they are durable; when it throws, none is there.
   *
   * @throws IOException if the disk is full or broken
   */
  void append(Collection<byte[]> frames) throws IOException {
    write(frames);
    try {
      disk.force();
    } catch (IOException problem) {
      cutBack(problem);
      throw problem;
    }
    end += size(frames);
  }

  /** Appends frames that may be lost again. */
  void note(Collection<byte[]> frames) throws IOException {
    write(frames);
    end += size(frames);
  }

  private void write(Collection<byte[]> frames) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size(frames));
    for (byte[] frame : frames) {
      bytes.putInt(frame.length).putInt(checksum(ByteBuffer.wrap(frame))).put(frame);
    }
    try {
      disk.write(bytes.array(), end);
    } catch (IOException problem) {
      cutBack(problem);
      throw problem;
    }
  }

  private static int size(Collection<byte[]> frames) {
    return frames.stream().mapToInt(frame -> HEAD + frame.length).sum();
  }

  /** What stands after a part of a frame could not be read again. */
  private void cutBack(IOException problem) {
    try {
      disk.truncate(end);
    } catch (IOException second) {
      problem.addSuppressed(second);
    }
  }

  /** Forgets all frames. */
  void clear() throws IOException {
    disk.truncate(0);
    end = 0;
  }

  Path path() {
    return path;
  }

  /** Lets go of it, and deletes it if nothing is in it. */
  @Override
  public void close() throws IOException {
    if (end == 0) {
      Files.deleteIfExists(path);
    }
    disk.close();
  }

  /** A channel would be closed by the first interrupted thread that writes to it. */
  private record FileDisk(RandomAccessFile file) implements Disk {
    @Override
    public void write(byte[] bytes, long position) throws IOException {
      file.seek(position);
      file.write(bytes);
    }

    @Override
    public void force() throws IOException {
      file.getFD().sync();
    }

    @Override
    public void truncate(long size) throws IOException {
      file.setLength(size);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
