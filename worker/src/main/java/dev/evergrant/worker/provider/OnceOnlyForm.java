package dev.evergrant.worker.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.evergrant.worker.lifecycle.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * A request's body, which knows whether it has begun to leave. A token request without its body
 * spends nothing, so this is the line between {@code Unavailable} and {@code InDoubt}. It crosses
 * that line at most once, and never after it has been called off: a thread that was given up at the
 * deadline cannot send it later, and the HTTP client cannot send it a second time. Safe for the
 * sending thread and its watcher; prints nothing of itself.
 */
final class OnceOnlyForm extends AbstractHttpEntity {

  private enum Departure {
    WAITING,
    SENT,
    CALLED_OFF
  }

  private final AtomicReference<Departure> departure = new AtomicReference<>(Departure.WAITING);
  private final byte[] content;
  private final LongSupplier ticker;
  private final long notAfter;
  private volatile long sentNanos;

  /**
   * @param notAfter the last moment, in the ticker's nanoseconds, in which it may leave: a process
   *     that was paused just before must not send what it has no right to any more
   */
  OnceOnlyForm(Secret form, LongSupplier ticker, long notAfter) {
    super(ContentType.create("application/x-www-form-urlencoded"), null);
    this.content = form.reveal().getBytes(US_ASCII);
    this.ticker = ticker;
    this.notAfter = notAfter;
    this.sentNanos = ticker.getAsLong();
  }

  /** True if no byte of the body has left, and none ever will. */
  boolean callOff() {
    return departure.compareAndSet(Departure.WAITING, Departure.CALLED_OFF)
        || departure.get() == Departure.CALLED_OFF;
  }

  /** When it began to be sent, in the ticker's nanoseconds; before that, when it was made. */
  long sentNanos() {
    return sentNanos;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    long now = ticker.getAsLong();
    if (now - notAfter > 0 && callOff()) {
      throw new IOException("too late to be sent");
    }
    if (!departure.compareAndSet(Departure.WAITING, Departure.SENT)) {
      throw new IOException("called off, or sent before");
    }
    sentNanos = now;
    out.write(content);
  }

  /** False, so that the HTTP client has no reason to try. */
  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public boolean isStreaming() {
    return false;
  }

  @Override
  public long getContentLength() {
    return content.length;
  }

  @Override
  public InputStream getContent() {
    throw new UnsupportedOperationException("only written, never read");
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "OnceOnlyForm[redacted]";
  }
}
