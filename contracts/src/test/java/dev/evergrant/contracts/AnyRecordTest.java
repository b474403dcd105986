package dev.evergrant.contracts;

import static dev.evergrant.contracts.Records.COMPLETED;
import static dev.evergrant.contracts.Records.SECRET;
import static dev.evergrant.contracts.Records.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Whatever a record holds: it is an event or it is refused, and a refusal tells no secret. */
class AnyRecordTest {
  private static final List<Class<?>> TYPES =
      List.of(
          AuthorizationCompleted.class,
          AuthorizationWithdrawn.class,
          TokenRejected.class,
          TokenUpdate.class,
          Alert.class);

  private final CloudEventCodec codec = new CloudEventCodec();
  private final Redaction redaction = new Redaction();

  @Property
  void anyBytesUnderAnyHeadersAreAnEventOrRefused(
      @ForAll("headers") Headers headers, @ForAll byte[] value) {
    readAll(headers, value);
  }

  @Property
  void anyDamageToAnEventLeavesAnEventOrIsRefused(
      @ForAll("headers") Headers headers, @ForAll("damaged") byte[] value) {
    readAll(headers, value);
  }

  private void readAll(Headers headers, byte[] value) {
    assertThat(redaction.redacted(value)).asString(StandardCharsets.UTF_8).doesNotContain(SECRET);
    try {
      CloudEvent event = codec.read(headers, value);
      for (Class<?> type : TYPES) {
        readOne(event, type);
      }
    } catch (UnacceptableEvent e) {
      assertThat(e).hasMessageStartingWith(e.field() + " ").hasMessageNotContaining(SECRET);
    }
  }

  private void readOne(CloudEvent event, Class<?> type) {
    try {
      assertThat(codec.data(event, type)).isInstanceOf(type);
    } catch (UnacceptableEvent e) {
      assertThat(e).hasMessageStartingWith(e.field() + " ").hasMessageNotContaining(SECRET);
    }
  }

  @Provide
  Arbitrary<Headers> headers() {
    Arbitrary<byte[]> anything = Arbitraries.bytes().array(byte[].class).ofMaxSize(20);
    return Combinators.combine(
            header(anything, "1.0", "0.3", ""),
            header(anything, "e-1", SECRET),
            header(anything, EventTypes.AUTHORIZATION_FAILED, SECRET),
            header(anything, "2026-11-24T12:00:00Z", "9999-99-99T99:99:99Z", SECRET),
            header(
                anything,
                "application/json",
                "application/cloudevents+json",
                "application/json; charset=" + SECRET,
                SECRET))
        .as(
            (version, id, type, time, contentType) ->
                new RecordHeaders()
                    .add("ce_specversion", version)
                    .add("ce_id", id)
                    .add("ce_source", id)
                    .add("ce_type", type)
                    .add("ce_time", time)
                    .add("content-type", contentType));
  }

  /** Mostly the first of the texts, so that many a record gets past its headers. */
  private static Arbitrary<byte[]> header(Arbitrary<byte[]> anything, String... texts) {
    Arbitrary<byte[]> first = Arbitraries.just(bytes(texts[0]));
    Arbitrary<byte[]> any = Arbitraries.of(texts).map(Records::bytes);
    return Arbitraries.frequencyOf(Tuple.of(8, first), Tuple.of(3, any), Tuple.of(1, anything));
  }

  /** An event, in either mode, of which a part is replaced, left out or repeated. */
  @Provide
  Arbitrary<byte[]> damaged() {
    Arbitrary<String> events =
        Arbitraries.of(
            COMPLETED,
            new String(Records.envelope(Map.of()), StandardCharsets.UTF_8),
            "{\"connection\":\"" + SECRET + "\",\"version\":1e" + "9".repeat(30) + "}");
    Arbitrary<String> parts =
        Arbitraries.oneOf(
            Arbitraries.of(
                "",
                "\"",
                "{",
                "}",
                "[",
                "null",
                "7",
                "1e400",
                "\\ud800",
                "\\u0000",
                ",",
                "[".repeat(40)),
            Arbitraries.strings().ofMaxLength(5));
    return Combinators.combine(
            events,
            Arbitraries.doubles().between(0, 1),
            Arbitraries.integers().between(0, 30),
            parts)
        .as(
            (event, where, length, part) -> {
              int from = (int) (where * event.length());
              int to = Math.min(event.length(), from + length);
              return bytes(event.substring(0, from) + part + event.substring(to));
            });
  }
}
