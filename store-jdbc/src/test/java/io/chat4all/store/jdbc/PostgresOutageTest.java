package io.chat4all.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.AccountDirectory.SaveOutcome;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.Secret;
import io.chat4all.core.identity.UserId;
import io.chat4all.store.jdbc.embedded.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A database that refuses us, is not there, or goes away.
@Timeout(60)
final class PostgresOutageTest {

  private static final Duration NO_PATIENCE = Duration.ofMillis(1);
  private static final UserId MARIA = new UserId("maria");

  private static PostgresServer server;

  @BeforeAll
  static void start() {
    server = PostgresServer.shared();
  }

  private static JdbcStores open(String url) {
    return JdbcStores.postgres(
        PostgresConfig.of(new Secret(url))
            .withLimits(6, NO_PATIENCE)
            .withBorrow(Duration.ofMillis(500))
            .withMessages(false));
  }

  private static void assertRefused(String url, String message) {
    assertThatThrownBy(() -> open(url))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("DATABASE_URL: postgresql://localhost:")
        .hasMessageContaining(message)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void wrongCredentialsAreSaid() {
    var url = server.newDatabase();
    server.execute("postgres", "CREATE ROLE locked LOGIN PASSWORD 's3cret'");

    assertRefused(url.replace("postgres:postgres@", "nobody:s3cret@"), "refuses user 'nobody'");
    assertRefused(url.replace("postgres:postgres@", "locked:s3cret@"), "GRANT CREATE ON DATABASE");
  }

  @Test
  void aMissingDatabaseIsNamed() {
    assertRefused(server.url("nowhere"), "there is no database nowhere");
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws IOException {
    int port = freePort();

    assertRefused("postgresql://maria:s3cret@localhost:" + port + "/db", "does not answer");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aSchemaOfANewerProgramIsRefused() {
    var url = server.newDatabase();
    open(url).close();
    server.execute(
        url.substring(url.lastIndexOf('/') + 1),
        """
        INSERT INTO chat4all_directory.flyway_schema_history
          (installed_rank, version, description, type, script, installed_by, execution_time, success)
        VALUES (99, '999', 'from the future', 'SQL', 'V999__future.sql', 'me', 1, true)\
        """);

    assertRefused(url, "schema chat4all_directory has version 999 (expected: at most 3)");
  }

  @Test
  void manyProcessesMayStartAtOnce() throws Exception {
    var url = server.newDatabase();
    var starts = new ArrayList<Thread>();
    var failures = new CopyOnWriteArrayList<Throwable>();
    // Of every schema, and without patience: none may need to try again.
    var config = PostgresConfig.of(new Secret(url)).withLimits(6, NO_PATIENCE);
    for (int i = 0; i < 6; i++) {
      starts.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((_, e) -> failures.add(e))
              .start(() -> JdbcStores.postgres(config).close()));
    }
    for (var start : starts) {
      start.join();
    }

    assertThat(failures).isEmpty();
  }

  @Test
  void anOutageIsUnavailableAndHeals() throws IOException {
    try (var line = new CutLine(server.port());
        var stores = open(line.through(server.newDatabase()))) {
      assertThat(create(stores, "maria")).isEqualTo(SaveOutcome.SAVED);

      line.cut();
      var thrown = catchThrowableOfType(ApiException.class, () -> stores.accounts().find(MARIA));
      assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(thrown.detail()).isEqualTo("the directory does not answer, try again later");

      line.mend();
      assertThat(stores.accounts().find(MARIA)).isPresent();
      assertThat(create(stores, "bruno")).isEqualTo(SaveOutcome.SAVED);
    }
  }

  @Test
  void aConnectionThatTheServerEndedIsNotNoticed() {
    var url = server.newDatabase();
    try (var stores = open(url)) {
      assertThat(create(stores, "maria")).isEqualTo(SaveOutcome.SAVED);
      assertThat(stores.accounts().find(MARIA)).isPresent();
      server.execute(
          "postgres",
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
              .formatted(url.substring(url.lastIndexOf('/') + 1)));

      assertThat(stores.accounts().find(MARIA)).isPresent();
      assertThat(create(stores, "bruno")).isEqualTo(SaveOutcome.SAVED);
    }
  }

  private static SaveOutcome create(JdbcStores stores, String id) {
    return stores
        .accounts()
        .create(
            new Account(new UserId(id), Role.USER, id, Optional.empty(), "hash", 1, Instant.EPOCH));
  }

  /// A wire to the server that can be cut.
  private static final class CutLine implements AutoCloseable {

    private final int target;
    private final ServerSocket door;
    private final List<Socket> sockets = new ArrayList<>();
    private boolean isCut;

    CutLine(int target) throws IOException {
      this.target = target;
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(this::accept);
    }

    String through(String url) {
      return url.replace("localhost:" + target, "localhost:" + door.getLocalPort());
    }

    private void accept() {
      try {
        while (true) {
          connect(door.accept());
        }
      } catch (IOException _) {
        cut();
      }
    }

    private synchronized void connect(Socket from) throws IOException {
      if (isCut) {
        from.close();
        return;
      }
      var to = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(from);
      sockets.add(to);
      Thread.ofVirtual().start(() -> copy(from, to));
      Thread.ofVirtual().start(() -> copy(to, from));
    }

    private static void copy(Socket from, Socket to) {
      try (from;
          to) {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException _) {
        // Cut.
      }
    }

    synchronized void cut() {
      isCut = true;
      for (var socket : sockets) {
        try {
          socket.close();
        } catch (IOException _) {
          // Closed already.
        }
      }
      sockets.clear();
    }

    synchronized void mend() {
      isCut = false;
    }

    @Override
    public void close() throws IOException {
      door.close();
    }
  }
}
