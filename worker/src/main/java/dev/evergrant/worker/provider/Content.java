package dev.evergrant.worker.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body, as far as it came.
 *
 * @param whole false where it broke off. What came is kept, for it may hold the only copy of a
 *     token: a JSON object says by itself whether it is complete
 */
@SuppressWarnings("ArrayRecordComponent") // on its way from the socket to the reader
record Content(byte[] bytes, boolean whole) {

  private static final int CHUNK = 8 * 1024;

  /** Null where there is more than {@code longest} bytes; nothing beyond is read then. */
  static @Nullable Content read(@Nullable HttpEntity entity, int longest) throws IOException {
    if (entity == null) {
      return new Content(new byte[0], true);
    }
    var bytes = new ByteArrayOutputStream();
    var chunk = new byte[CHUNK];
    // Not closed here: closing would read on to the end of a body that is too long.
    var in = entity.getContent();
    try {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        bytes.write(chunk, 0, n);
        if (bytes.size() > longest) {
          return null;
        }
      }
    } catch (IOException e) {
      if (bytes.size() == 0) {
        throw e;
      }
      return new Content(bytes.toByteArray(), false);
    }
    return new Content(bytes.toByteArray(), true);
  }
}
