package dev.evergrant.worker.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An input: headers, and a body of any bytes. In a file of the corpus, a line for each header, an
 * empty line, and the body as it is.
 */
@SuppressWarnings("ArrayRecordComponent") // Made, read once, and never compared.
public record Sample(List<Header> headers, byte[] body) {

  /** One header. */
  public record Header(String name, String value) {}

  /** The value of that header, or another one where it is missing. */
  public String header(String name, String otherwise) {
    return headers.stream()
        .filter(header -> header.name().equals(name))
        .map(Header::value)
        .findFirst()
        .orElse(otherwise);
  }

  static Sample parse(byte[] file) {
    List<Header> headers = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < file.length; i++) {
      if (file[i] == '\n') {
        String line = new String(file, start, i - start, UTF_8);
        start = i + 1;
        if (line.isEmpty()) {
          break;
        }
        int colon = line.indexOf(": ");
        headers.add(new Header(line.substring(0, colon), line.substring(colon + 2)));
      }
    }
    return new Sample(headers, Arrays.copyOfRange(file, start, file.length));
  }

  byte[] file() {
    var head = new StringBuilder();
    headers.forEach(
        header -> head.append(header.name()).append(": ").append(header.value()).append('\n'));
    byte[] lines = head.append('\n').toString().getBytes(UTF_8);
    byte[] file = Arrays.copyOf(lines, lines.length + body.length);
    System.arraycopy(body, 0, file, lines.length, body.length);
    return file;
  }
}
