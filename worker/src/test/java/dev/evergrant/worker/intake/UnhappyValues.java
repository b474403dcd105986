package dev.evergrant.worker.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_32;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What is no JSON object, or none that can be read. */
final class UnhappyValues extends UnhappyRecords {
  UnhappyValues(String redirectUri, Instant now) {
    super(redirectUri, now);
    truncated();
    bytes();
    json();
    keys();
  }

  private void truncated() {
    byte[] good = good().getBytes(UTF_8);
    for (int length = 1; length < good.length - 1; length += 6) {
      value("cut off after " + length + " bytes", Arrays.copyOf(good, length));
    }
  }

  private void bytes() {
    value("a tombstone", null);
    value("nothing", new byte[0]);
    value("UTF-16 with a mark", good().getBytes(UTF_16));
    value("UTF-16 little-endian", good().getBytes(UTF_16LE));
    value("UTF-16 big-endian", good().getBytes(UTF_16BE));
    value("UTF-32", good().getBytes(UTF_32));
    value("Latin-1", good().replace("bad", "b\u00e4d").getBytes(ISO_8859_1));
    value("a byte order mark", ("\ufeff" + good()).getBytes(UTF_8));
    value("an overlong NUL", bytes('{', 0xC0, 0x80, '}'));
    value("half a surrogate pair in UTF-8", bytes('{', '"', 0xED, 0xA0, 0x80, '"', '}'));
    value("beyond Unicode", bytes('{', '"', 0xF5, 0x80, 0x80, 0x80, '"', '}'));
    value("compressed", bytes(0x1F, 0x8B, 8, 0, 0, 0, 0, 0));
    value("Avro with a schema id", bytes(0, 0, 0, 0, 7, 'c', 'r', 'm'));
    value("zeroes", new byte[100]);
    value("a NUL behind it", (good() + "\0").getBytes(UTF_8));
    value("too large", good().replaceFirst("\\{", "{" + " ".repeat(65_536)).getBytes(UTF_8));
    value("nearly as large as Kafka takes", ("{\"a\":\"" + "x".repeat(900_000)).getBytes(UTF_8));
  }

  private void json() {
    for (String text :
        List.of(
            "null",
            "true",
            "42",
            "\"" + PLANTED + "\"",
            "[]",
            "[" + good() + "]",
            " ",
            "{",
            "}",
            "{]",
            "{\"code\":" + PLANTED + "}",
            "{'code':'" + PLANTED + "'}",
            "{code:1}",
            "{\"code\":\"" + PLANTED + "\",}",
            "{\"code\":\"" + PLANTED + "\n\"}",
            "{\"code\":\"\\x41\"}",
            "{\"code\":\"\\ud8\"}",
            "{\"n\":NaN}",
            "{\"n\":-Infinity}",
            "{\"n\":01}",
            "{\"n\":+1}",
            "{\"n\":.5}",
            "{\"n\":0x10}",
            "/* " + PLANTED + " */" + good(),
            good() + "//",
            good() + good(),
            good() + ",",
            "code=" + PLANTED + "&state=dev",
            "<code>" + PLANTED + "</code>",
            "code: " + PLANTED,
            "{\"" + PLANTED + "\":1,\"" + PLANTED + "\":2}",
            good().replace("{\"app\"", "{\"app\":\"other\",\"app\""),
            good().replace("{\"app\"", "{\"\\u0061pp\":\"other\",\"app\""),
            good().replace("{\"app\"", "{\"user\":{\"id\":\"1\",\"id\":\"2\"},\"app\""),
            good().replace("{\"app\"", "{\"a\":" + "[".repeat(32) + "]".repeat(32) + ",\"app\""),
            good().replace("{\"app\"", "{\"a\":" + "[".repeat(30_000)),
            "{\"a\":".repeat(10_000),
            "[".repeat(65_000),
            "{\"a\":1" + "0".repeat(60_000) + "e}",
            "{\"a\":\"" + "\\u0000".repeat(10_000))) {
      value(text.substring(0, Math.min(30, text.length())), text.getBytes(UTF_8));
    }
  }

  private void keys() {
    for (String name : List.of("", "\0", PLANTED, "a/b/" + PLANTED, "x".repeat(10_000))) {
      var record = binary(COMPLETED, "{}", Map.of());
      add(
          "code",
          "a key of " + name.length(),
          new ProducerRecord<>(record.topic(), null, name, record.value(), record.headers()));
    }
  }
}
