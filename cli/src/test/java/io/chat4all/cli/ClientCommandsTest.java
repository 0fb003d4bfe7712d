package io.chat4all.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Empty;
import io.chat4all.client.ScriptedServer;
import io.chat4all.protocol.v1.AuthGrpc;
import io.chat4all.protocol.v1.MessagesGrpc;
import io.chat4all.protocol.v1.TokenRequest;
import io.chat4all.protocol.v1.UsersGrpc;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What all commands have in common: sign-in, help, errors, exit codes.
@Timeout(30)
class ClientCommandsTest {

  private static final String ID = "0190b0f2-8f00-7000-8000-000000000001";

  @TempDir private Path home;
  private Cli cli;

  @BeforeEach
  void start() {
    cli = new Cli(home);
  }

  @AfterEach
  void stop() {
    cli.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "login",
        "logout",
        "whoami",
        "send",
        "tail",
        "history",
        "status",
        "conversations",
        "conversations create",
        "conversations members",
        "conversations add",
        "conversations remove",
        "conversations join",
        "conversations leave",
        "users",
        "users list",
        "users create"
      })
  void everyCommandExplainsItselfWithAnExample(String command) {
    int exit = cli.run((command + " --help").split(" "));

    assertThat(exit).isZero();
    assertThat(cli.out.toString())
        .contains("Usage: chat4all " + command)
        .contains("--url")
        .contains("--json")
        .contains("Example:\n  ");
    assertThat(cli.err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logout",
        "whoami",
        "send @maria hello",
        "tail",
        "history @maria",
        "status " + ID,
        "conversations",
        "conversations create maria",
        "conversations members " + ID,
        "conversations add " + ID + " ana",
        "conversations remove " + ID + " ana",
        "conversations join " + ID,
        "conversations leave " + ID,
        "users",
        "users list"
      })
  void withoutASignInTheExitCodeIs3(String command) {
    int exit = cli.run(command.split(" "));

    assertThat(exit).isEqualTo(3);
    assertThat(cli.err.toString().lines())
        .containsExactly(
            "chat4all: you are not signed in (not_signed_in)",
            "  run: chat4all login --username NAME");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send",
        "send @maria",
        "send not-an-id hello",
        "send @maria hello --wait eaten",
        "send @maria hello --message-id 1",
        "tail --no-such-option",
        "history",
        "history @maria --all --after 3",
        "history @maria --limit 0",
        "status nonsense",
        "conversations join nonsense",
        "users create --username ana",
        "whoami --url nonsense://x"
      })
  void wrongUsageIsExitCode2AndOneLine(String command) {
    cli.signedIn();

    int exit = cli.run(command.split(" "));

    // An unknown server is one where nobody is signed in.
    assertThat(exit).isIn(command.startsWith("whoami") ? List.of(3) : List.of(2));
    assertThat(cli.err.toString()).startsWith("chat4all: ");
    assertThat(cli.err.toString().lines().count()).isBetween(1L, 2L);
    assertThat(cli.err.toString()).doesNotContain("\tat ");
  }

  @Test
  void signsInAndKeepsTheTokensButNotThePassword() throws Exception {
    cli.stdin = "secret\n";

    int exit = cli.run("login", "--username", "bruno", "--password-stdin");

    assertThat(exit).isZero();
    assertThat(cli.lines()).containsExactly("Signed in to " + cli.server.url() + " as bruno");
    var file = home.resolve("config").resolve("credentials.properties");
    assertThat(Files.readString(file)).contains("refresh-1").doesNotContain("secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void asksForThePasswordWhenThereIsATerminal() {
    cli.typed = Optional.of("typed");

    int exit = cli.run("login", "--username", "bruno");

    assertThat(exit).isZero();
    assertThat(cli.server.requests(AuthGrpc.getGetTokenMethod()))
        .extracting(TokenRequest::getPassword)
        .containsExactly("typed");
  }

  @Test
  void withoutATerminalThePasswordMustComeFromStandardInput() {
    int exit = cli.run("login", "--username", "bruno");

    assertThat(exit).isEqualTo(2);
    assertThat(cli.err.toString()).contains("--password-stdin");
  }

  @Test
  void signsInAsAnApiClient() {
    cli.stdin = "super\n";
    cli.server.on(
        UsersGrpc.getGetUserMethod(),
        _ -> {
          throw ScriptedServer.error(Status.Code.NOT_FOUND, "not_found", "user not found");
        });

    int exit = cli.run("login", "--client-id", "app", "--password-stdin", "--json");

    assertThat(exit).isZero();
    assertThat(cli.lines()).singleElement().asString().contains("\"user_id\":\"app\"");
    assertThat(cli.server.requests(AuthGrpc.getGetTokenMethod()))
        .extracting(TokenRequest::getClientId, TokenRequest::getClientSecret)
        .containsExactly(tuple("app", "super"));
  }

  @Test
  void aWrongPasswordIsRefusedAndNothingIsKept() {
    cli.stdin = "wrong\n";
    cli.server.on(
        AuthGrpc.getGetTokenMethod(),
        _ -> {
          throw ScriptedServer.error(
              Status.Code.UNAUTHENTICATED, "invalid_credentials", "wrong username or password");
        });

    int exit = cli.run("login", "--username", "bruno", "--password-stdin");

    assertThat(exit).isEqualTo(1);
    assertThat(cli.err.toString())
        .isEqualTo("chat4all: wrong username or password (invalid_credentials)\n");
    assertThat(cli.signIn().url()).isEmpty();
  }

  @Test
  void laterCommandsUseTheStoredTokenAndRenewItInTheFile() {
    cli.server.tokensExpireIn(Duration.ZERO);
    cli.signedIn();

    int exit = cli.run("whoami");

    assertThat(exit).isZero();
    assertThat(cli.lines())
        .containsExactly("bruno (user)", "name    BRUNO", "server  " + cli.server.url());
    assertThat(cli.server.requests(AuthGrpc.getGetTokenMethod()))
        .extracting(TokenRequest::getRefreshToken)
        .startsWith("", "refresh-1");
    assertThat(cli.signIn().read().refreshToken()).isNotEqualTo("refresh-1");
  }

  @Test
  void aRefusedRefreshTokenMeansSigningInAgain() {
    cli.server.tokensExpireIn(Duration.ZERO);
    cli.signedIn();
    cli.server.on(
        AuthGrpc.getGetTokenMethod(),
        _ -> {
          throw ScriptedServer.error(
              Status.Code.UNAUTHENTICATED, "refresh_token_reused", "used before");
        });

    int exit = cli.run("whoami");

    assertThat(exit).isEqualTo(3);
    assertThat(cli.err.toString())
        .isEqualTo(
            """
            chat4all: not signed in any more (refresh_token_reused)
              run: chat4all login --username NAME
            """);
  }

  @Test
  void logoutRevokesAndForgets() {
    cli.server.on(AuthGrpc.getRevokeTokenMethod(), _ -> Empty.getDefaultInstance());
    cli.signedIn();

    int exit = cli.run("logout");

    assertThat(exit).isZero();
    assertThat(cli.server.requests(AuthGrpc.getRevokeTokenMethod()))
        .singleElement()
        .satisfies(request -> assertThat(request.getToken()).isEqualTo("refresh-1"));
    assertThat(cli.run("whoami")).isEqualTo(3);
  }

  @Test
  void aServerThatIsNotThereIsExitCode4() {
    cli.signedIn();
    cli.server.stop();

    int exit = cli.run("whoami");

    assertThat(exit).isEqualTo(4);
    assertThat(cli.err.toString())
        .startsWith("chat4all: no answer from " + cli.server.url() + " (unreachable)\n  ");
  }

  @Test
  void aRefusalIsExitCode1WithItsCodeAndAHint() {
    cli.signedIn();
    cli.server.on(
        MessagesGrpc.getGetMessageStatusMethod(),
        _ -> {
          throw ScriptedServer.error(
              Status.Code.RESOURCE_EXHAUSTED,
              "rate_limited",
              "too many calls",
              "",
              Duration.ofMillis(1_500));
        });

    int exit = cli.run("status", ID);

    assertThat(exit).isEqualTo(1);
    assertThat(cli.err.toString())
        .isEqualTo("chat4all: too many calls (rate_limited)\n  try again in 2 s\n");
  }

  @Test
  void showsAStackTraceOnlyForThoseWhoDebug() {
    cli.signedIn();
    cli.env.put("CHAT4ALL_DEBUG", "1");

    int exit = cli.run("status", ID);

    assertThat(exit).isEqualTo(1);
    assertThat(cli.err.toString())
        .startsWith("chat4all: ")
        .contains("(unimplemented)")
        .contains("\tat io.chat4all");
  }

  @Test
  void coloursComeOnlyOnATerminal() {
    cli.signedIn();
    cli.run("whoami");
    assertThat(cli.out.toString()).doesNotContain("\u001b");

    cli.colours = true;
    cli.run("whoami");

    assertThat(cli.out.toString()).contains("\u001b[1mbruno\u001b[0m");
  }
}
