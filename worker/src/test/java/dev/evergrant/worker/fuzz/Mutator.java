package dev.evergrant.worker.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Damages inputs; the same seed always does the same damage. Not thread-safe. */
final class Mutator {
  private static final int LONGEST = 96 * 1024;

  /** A member of a JSON object, roughly. */
  private static final Pattern MEMBER = Pattern.compile("\"[^\"]{1,40}\"\\s*:\\s*[^,{}\\[\\]]*");

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private static final List<byte[]> PIECES =
      pieces(
          "\"",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "null",
          "true",
          "{}",
          "[]",
          "\"\"",
          "0",
          "-1",
          "-0",
          "1e400",
          "1E-400",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "0.1e999999999",
          "9".repeat(2_000),
          "NaN",
          "\\u0000",
          "\\ud800",
          "\\udc00\\ud800",
          "\\uFEFF",
          "\0",
          "\u0080",
          "\u2028",
          "\uFEFF",
          "\n",
          "\r\n",
          "\t",
          "%00",
          "%",
          "&",
          "=",
          "access_token=",
          "error=invalid_grant",
          "{\"a\":".repeat(40),
          "[".repeat(5_000),
          "\"a\":1,\"a\":2,",
          "/*",
          "//",
          "<html>",
          "9999-12-31T23:59:59.999999999-18:00",
          "0000-01-01T00:00:00Z");

  private static final List<byte[]> BROKEN_UTF_8 =
      List.of(
          new byte[] {(byte) 0xC0, (byte) 0x80},
          new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
          new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
          new byte[] {(byte) 0xFF, (byte) 0xFE},
          new byte[] {(byte) 0xE2, (byte) 0x82});

  private final SplittableRandom random;

  Mutator(long seed) {
    this.random = new SplittableRandom(seed);
  }

  private static List<byte[]> pieces(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toList();
  }

  /** Usually the body is damaged, sometimes a header, sometimes both. */
  Sample mutate(Sample one, Sample other) {
    List<Sample.Header> headers = new ArrayList<>(one.headers());
    boolean heads = !headers.isEmpty() && random.nextInt(4) == 0;
    if (heads) {
      mutateHeaders(headers, other);
    }
    byte[] body = one.body();
    for (int rounds = heads ? random.nextInt(3) : 1 + random.nextInt(5); rounds > 0; rounds--) {
      body = damaged(body, other.body());
    }
    return new Sample(headers, body.length > LONGEST ? Arrays.copyOf(body, LONGEST) : body);
  }

  private void mutateHeaders(List<Sample.Header> headers, Sample other) {
    int i = random.nextInt(headers.size());
    Sample.Header header = headers.get(i);
    switch (random.nextInt(4)) {
      case 0 -> headers.remove(i);
      case 1 -> headers.add(header);
      case 2 -> {
        if (!other.headers().isEmpty()) {
          headers.set(
              i,
              new Sample.Header(
                  header.name(),
                  other.headers().get(random.nextInt(other.headers().size())).value()));
        }
      }
      default -> {
        byte[] value = damaged(header.value().getBytes(UTF_8), new byte[0]);
        headers.set(
            i, new Sample.Header(header.name(), new String(value, UTF_8).replace('\n', ' ')));
      }
    }
  }

  private byte[] damaged(byte[] bytes, byte[] other) {
    int from = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, from + random.nextInt(1 + Math.max(1, bytes.length / 4)));
    return switch (random.nextInt(9)) {
      case 0 -> flipped(bytes);
      case 1 -> Arrays.copyOf(bytes, from);
      case 2 -> joined(bytes, from, Arrays.copyOfRange(bytes, from, to), from);
      case 3 -> joined(bytes, from, new byte[0], to);
      case 4 -> spliced(bytes, from, other);
      case 5 -> joined(bytes, from, one(PIECES), random.nextBoolean() ? from : to);
      case 6 -> joined(bytes, from, one(BROKEN_UTF_8), from);
      case 7 -> repeatedMember(bytes);
      default -> otherNumber(bytes);
    };
  }

  private byte[] one(List<byte[]> of) {
    return of.get(random.nextInt(of.size()));
  }

  private byte[] flipped(byte[] bytes) {
    if (bytes.length == 0) {
      return bytes;
    }
    byte[] flipped = bytes.clone();
    flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  /** The beginning of one and the end of the other. */
  private byte[] spliced(byte[] bytes, int at, byte[] other) {
    int from = random.nextInt(other.length + 1);
    return joined(bytes, at, Arrays.copyOfRange(other, from, other.length), bytes.length);
  }

  /** The same name twice in one object. */
  private byte[] repeatedMember(byte[] bytes) {
    MatchResult member = found(MEMBER, bytes);
    if (member == null) {
      return bytes;
    }
    byte[] again = (member.group() + ",").getBytes(ISO_8859_1);
    return joined(bytes, member.start(), again, member.start());
  }

  private byte[] otherNumber(byte[] bytes) {
    MatchResult number = found(NUMBER, bytes);
    return number == null ? bytes : joined(bytes, number.start(), one(PIECES), number.end());
  }

  private @Nullable MatchResult found(Pattern pattern, byte[] bytes) {
    List<MatchResult> found = pattern.matcher(new String(bytes, ISO_8859_1)).results().toList();
    return found.isEmpty() ? null : found.get(random.nextInt(found.size()));
  }

  /** The bytes up to one place, others, and the bytes from another place on. */
  private static byte[] joined(byte[] bytes, int before, byte[] middle, int after) {
    byte[] joined = new byte[before + middle.length + bytes.length - after];
    System.arraycopy(bytes, 0, joined, 0, before);
    System.arraycopy(middle, 0, joined, before, middle.length);
    System.arraycopy(bytes, after, joined, before + middle.length, bytes.length - after);
    return joined;
  }
}
