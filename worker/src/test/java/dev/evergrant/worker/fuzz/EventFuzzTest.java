package dev.evergrant.worker.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.AuthorizationCompleted;
import dev.evergrant.contracts.AuthorizationWithdrawn;
import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.Redaction;
import dev.evergrant.contracts.TokenRejected;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.contracts.UnacceptableEvent;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a record holds, it is an event or it is refused, with a field and a sentence. */
class EventFuzzTest {
  /** Stands in the corpus where secrets stand; no part of it may come back. */
  private static final String SECRET = "s3cretC0deNobodyMaySee";

  private static final List<Class<?>> TYPES =
      List.of(
          AuthorizationCompleted.class,
          AuthorizationWithdrawn.class,
          TokenRejected.class,
          TokenUpdate.class,
          Alert.class);

  private static final Set<String> KEPT =
      Set.of("app", "environment", "subject", "fields", "unknownFields", "bytes");

  private final CloudEventCodec codec = new CloudEventCodec();
  private final Redaction redaction = new Redaction();

  @Test
  void anyRecordIsAnEventOrIsRefusedWithAFieldAndASentence() {
    Corpus corpus = Corpus.of(EventFuzzTest.class, "events");
    assertThat(corpus.size()).isGreaterThanOrEqualTo(40);
    corpus.feed(this::read);
  }

  private void read(Sample sample) {
    checkRedacted(redaction.redacted(sample.body()));
    var headers = new RecordHeaders();
    sample.headers().forEach(header -> headers.add(header.name(), header.value().getBytes(UTF_8)));
    try {
      CloudEvent event = codec.read(headers, sample.body());
      TYPES.forEach(type -> readData(event, type));
    } catch (UnacceptableEvent refusal) {
      checkRefusal(refusal);
    }
  }

  /** What may be kept is named; that it is the right kind of text is a test of its own. */
  private static void checkRedacted(byte[] redacted) {
    assertThat(JsonMapper.shared().readTree(redacted).propertyNames()).isSubsetOf(KEPT);
  }

  private void readData(CloudEvent event, Class<?> type) {
    Object data;
    try {
      data = codec.data(event, type);
    } catch (UnacceptableEvent refusal) {
      checkRefusal(refusal);
      return;
    }
    readAgain(event, type, data);
  }

  /** What was accepted can be written, and is the same when it is read again. */
  private void readAgain(CloudEvent event, Class<?> type, Object data) {
    var written =
        new CloudEvent(event.id(), event.source(), event.type(), event.time(), codec.encode(data));
    try {
      assertThat(codec.encode(codec.data(written, type))).isEqualTo(written.data());
    } catch (UnacceptableEvent refusal) {
      throw new AssertionError("Accepted once, but not as we write it: " + refusal.getMessage());
    }
  }

  private static void checkRefusal(UnacceptableEvent refusal) {
    assertThat(refusal.field()).isNotBlank();
    assertThat(refusal).hasMessageStartingWith(refusal.field() + " ").hasMessageEndingWith(".");
    assertThat(refusal).hasNoCause();
    tellsNothing(refusal.toString());
  }

  /** Not even a part of it, as a damaged secret is still one. */
  private static void tellsNothing(String text) {
    for (int i = 0; i + 8 <= SECRET.length(); i++) {
      assertThat(text).doesNotContain(SECRET.substring(i, i + 8));
    }
  }
}
