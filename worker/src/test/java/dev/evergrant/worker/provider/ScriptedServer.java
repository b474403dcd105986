package dev.evergrant.worker.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server on loopback that reads whole requests, keeps them, and lets a script answer on the
 * bare socket, so that it can misbehave in every way a server can.
 */
final class ScriptedServer implements AutoCloseable {

  /** One request as it arrived. */
  record Request(String head, String body) {

    Map<String, String> form() {
      var form = Form.decode(body);
      return form == null ? Map.of() : form;
    }

    String header(String name) {
      return head.lines()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }
  }

  /** Answers one request; the connection stays open afterwards unless it closes it. */
  interface Script {
    void answer(Request request, Socket socket) throws IOException;
  }

  private final ServerSocket listener;
  private final Script script;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  ScriptedServer(Script script) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  URI url(String path) {
    return URI.create("http://localhost:" + listener.getLocalPort() + path);
  }

  /** How many connections were ever made. */
  int connections() {
    return connections.get();
  }

  List<Request> requests() {
    return requests;
  }

  /** A whole HTTP/1.1 answer with a JSON body. */
  static Script json(int status, String body, String... headers) {
    return text(status, "application/json", body, headers);
  }

  static Script text(int status, String contentType, String body, String... headers) {
    return (_, socket) -> {
      var head =
          "HTTP/1.1 %d Scripted\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n"
              .formatted(
                  status,
                  contentType,
                  body.getBytes(ISO_8859_1).length,
                  String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList()));
      send(socket, head + body);
    };
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Says nothing until the other side hangs up. */
  static Script silence() {
    return (_, socket) -> socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  /** Waits for the socket's timeout; false when the other side has hung up. */
  static boolean waited(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  static Script reset() {
    return (_, socket) -> {
      socket.setSoLinger(true, 0);
      socket.close();
    };
  }

  private void accept() {
    try {
      while (true) {
        var socket = listener.accept();
        connections.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      if (!listener.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      for (var request = read(in); request != null; request = read(in)) {
        requests.add(request);
        script.answer(request, socket);
      }
    } catch (IOException e) {
      open.remove(socket);
    }
  }

  private static @Nullable Request read(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      head.append((char) next);
    }
    var length = new Request(head.toString(), "").header("Content-Length");
    var body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
    return new Request(head.toString(), new String(body, ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (var socket : open) {
      socket.close();
    }
  }
}
