package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evergrant.devkit.services.FreePort;
import dev.evergrant.devkit.services.Stack;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A way to PostgreSQL on which somebody else answers first. */
class ReturningDataSourceTest {
  private final Stack stack = Stack.shared();
  private final AtomicInteger asked = new AtomicInteger();
  private final ServerSocket server;

  ReturningDataSourceTest() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void aDatabaseThatIsStartingUpIsWaitedFor() throws Exception {
    answering(List.of("57P03", "57P03"));
    try (Connection connection = source(server.getLocalPort()).getConnection()) {
      assertThat(connection.isValid(10)).isTrue();
    }
    assertThat(asked).hasValue(3);
  }

  @Test
  void whatAServerThatIsThereSaysIsToldAtOnce() throws Exception {
    answering(List.of("28P01", "28P01"));
    assertThatThrownBy(() -> source(server.getLocalPort()).getConnection())
        .isInstanceOfSatisfying(
            SQLException.class, told -> assertThat(told.getSQLState()).isEqualTo("28P01"));
    assertThat(asked).hasValue(1);
  }

  @Test
  void whereNobodyListensItSaysSoInTheEnd() {
    assertThatThrownBy(() -> source(FreePort.orAny(0)).getConnection())
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("refused");
  }

  private ReturningDataSource source(int port) throws SQLException {
    var source = new ReturningDataSource();
    URI real = URI.create(stack.freshDatabase().substring("jdbc:".length()));
    source.setUrl("jdbc:postgresql://localhost:" + port + real.getPath());
    source.setUser(stack.databaseUser());
    source.setPassword(stack.databasePassword());
    return source;
  }

  /** To the first connections an error each, and to the next what the real server says. */
  private void answering(List<String> states) throws Exception {
    URI real = URI.create(stack.freshDatabase().substring("jdbc:".length()));
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                for (String state : states) {
                  refuse(state);
                }
                Socket client = server.accept();
                asked.incrementAndGet();
                Socket database = new Socket(real.getHost(), real.getPort());
                Thread.ofVirtual().start(() -> copy(client, database));
                copy(database, client);
              } catch (IOException over) {
                // The test is.
              }
            });
  }

  private void refuse(String state) throws IOException {
    try (Socket client = server.accept()) {
      asked.incrementAndGet();
      var in = new DataInputStream(client.getInputStream());
      int length = in.readInt();
      if (length == 8) { // It asks for TLS.
        in.readInt();
        client.getOutputStream().write('N');
        length = in.readInt();
      }
      in.readNBytes(length - 4);
      client.getOutputStream().write(error(state));
    }
  }

  /** An ErrorResponse of PostgreSQL's protocol, version 3. */
  private static byte[] error(String state) {
    byte[] fields =
        ("SFATAL\0VFATAL\0C" + state + "\0Mnot now\0\0").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(5 + fields.length)
        .put((byte) 'E')
        .putInt(4 + fields.length)
        .put(fields)
        .array();
  }

  private static void copy(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        to) {
      in.transferTo(to.getOutputStream());
    } catch (IOException over) {
      // One side has closed.
    }
  }
}
