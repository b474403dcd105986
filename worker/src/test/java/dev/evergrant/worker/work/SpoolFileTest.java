package dev.evergrant.worker.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolFileTest {
  @TempDir private Path directory;

  @Test
  void anAppendReturnsOnlyAfterTheDiskHasForcedWhatWasWritten() throws IOException {
    RecordingDisk disk = new RecordingDisk();
    try (SpoolFile file = new SpoolFile(directory.resolve("a"), disk)) {
      file.append(List.of(bytes("one"), bytes("two")));
      assertThat(disk.done).containsExactly("write 22 at 0", "force");
      file.append(List.of(bytes("three")));
      assertThat(disk.done).endsWith("write 13 at 22", "force");
    }
  }

  @Test
  void whatCouldNotBeForcedIsTakenBack() throws IOException {
    RecordingDisk disk = new RecordingDisk();
    try (SpoolFile file = new SpoolFile(directory.resolve("a"), disk)) {
      file.append(List.of(bytes("one")));
      disk.broken = true;
      assertThatIOException().isThrownBy(() -> file.append(List.of(bytes("two"))));
      assertThat(disk.done).endsWith("write 11 at 11", "truncate 11");
    }
  }

  @Test
  void onlyTheOwnerCanReadIt() throws IOException {
    Path spool = directory.resolve("deep/spool");
    try (SpoolFile file = SpoolFile.create(spool, "worker-1")) {
      assertThat(Files.getPosixFilePermissions(spool))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      assertThat(Files.getPosixFilePermissions(file.path()))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
    assertThat(spool).isEmptyDirectory();
  }

  @Test
  void whatIsAppendedIsReadAgainInOrder() throws IOException {
    Path path = written("one", "two", "three");
    assertThat(frames(Files.readAllBytes(path))).containsExactly("one", "two", "three");
  }

  @Test
  void theFileOfALiveProcessIsLeftAlone() throws IOException {
    try (SpoolFile alive = SpoolFile.create(directory, "worker-1")) {
      alive.append(List.of(bytes("one")));
      SpoolFile.inherit(
          alive.path(),
          (_, _, _) -> {
            throw new AssertionError("it was inherited");
          });
      assertThat(alive.path()).exists();
    }
  }

  @Test
  void aFileThatWasInheritedIsGone() throws IOException {
    Path path = written("one");
    List<ByteBuffer> inherited = new ArrayList<>();
    SpoolFile.inherit(path, (_, frames, _) -> inherited.addAll(frames));
    assertThat(inherited).hasSize(1);
    assertThat(path).doesNotExist();
  }

  @Test
  void aFileWhoseFramesCouldNotBeSavedElsewhereStays() throws IOException {
    Path path = written("one");
    assertThatIOException()
        .isThrownBy(
            () ->
                SpoolFile.inherit(
                    path,
                    (_, _, _) -> {
                      throw new IOException("disk full");
                    }));
    assertThat(path).exists();
  }

  @ParameterizedTest(name = "{0} bytes short")
  @ValueSource(ints = {1, 4, 8, 12})
  void aLastFrameThatWasCutOffIsLeftOutAndSaidToBe(int missing) throws IOException {
    byte[] content = Files.readAllBytes(written("first", "second"));
    ByteBuffer torn = ByteBuffer.wrap(content, 0, content.length - missing);
    List<ByteBuffer> frames = new ArrayList<>();
    assertThat(SpoolFile.frames(torn, frames)).isFalse();
    assertThat(frames).extracting(SpoolFileTest::text).containsExactly("first");
  }

  @Test
  void zerosAtTheEndAreNoFrame() throws IOException {
    byte[] content = Files.readAllBytes(written("first"));
    byte[] padded = Arrays.copyOf(content, content.length + 64);
    assertThat(frames(padded)).containsExactly("first");
  }

  @Test
  void aLastFrameThatIsDamagedIsLeftOut() throws IOException {
    byte[] content = Files.readAllBytes(written("first", "second"));
    content[content.length - 1]++;
    assertThat(frames(content)).containsExactly("first");
  }

  @Test
  void damageBeforeTheEndIsNotPassedOver() throws IOException {
    byte[] content = Files.readAllBytes(written("first", "second"));
    content[9]++;
    assertThatIllegalArgumentException().isThrownBy(() -> frames(content));
  }

  private Path written(String... frames) throws IOException {
    try (SpoolFile file = SpoolFile.create(directory, "worker-1")) {
      file.append(Arrays.stream(frames).map(SpoolFileTest::bytes).toList());
      return file.path();
    }
  }

  private static List<String> frames(byte[] content) {
    List<ByteBuffer> frames = new ArrayList<>();
    var _ = SpoolFile.frames(ByteBuffer.wrap(content), frames);
    return frames.stream().map(SpoolFileTest::text).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(ByteBuffer frame) {
    return StandardCharsets.UTF_8.decode(frame.duplicate()).toString();
  }

  /** Writes down what it is asked; breaks when told to. */
  private static final class RecordingDisk implements SpoolFile.Disk {
    private final List<String> done = new ArrayList<>();
    private boolean broken;

    @Override
    public void write(byte[] bytes, long position) {
      done.add("write " + bytes.length + " at " + position);
    }

    @Override
    public void force() throws IOException {
      if (broken) {
        throw new IOException("broken");
      }
      done.add("force");
    }

    @Override
    public void truncate(long size) {
      done.add("truncate " + size);
    }

    @Override
    public void close() {}
  }
}
