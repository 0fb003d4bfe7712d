package io.chat4all.cli;

import io.chat4all.client.ScriptedServer;
import io.chat4all.protocol.v1.User;
import io.chat4all.protocol.v1.UsersGrpc;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program as a person runs it, with captured output, against a scripted server.
final class Cli implements AutoCloseable {

  final ScriptedServer server = new ScriptedServer();
  final Map<String, String> env = new HashMap<>();
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();
  String stdin = "";
  boolean colours;
  Optional<String> typed = Optional.empty();

  /// Keeps its sign-in under this directory.
  Cli(Path home) {
    env.put("CHAT4ALL_CONFIG_DIR", home.resolve("config").toString());
    env.put("CHAT4ALL_URL", server.url().toString());
    server.on(UsersGrpc.getGetUserMethod(), _ -> user("bruno"));
  }

  /// Signs in as `bruno`.
  Cli signedIn() {
    stdin = "test\n";
    if (run("login", "--username", "bruno", "--password-stdin") != 0) {
      throw new AssertionError(err.toString());
    }
    stdin = "";
    out.getBuffer().setLength(0);
    return this;
  }

  /// Runs the program; answers its exit code.
  int run(String... args) {
    var program = new CommandLine(new Program());
    ClientCommands.addTo(program, context());
    return program.execute(args);
  }

  /// What was printed, line by line.
  List<String> lines() {
    return out.toString().lines().toList();
  }

  SignInFile signIn() {
    return new SignInFile(context().configDir());
  }

  @Override
  public void close() {
    server.close();
  }

  static User user(String name) {
    return User.newBuilder()
        .setUserId(name)
        .setUsername(name)
        .setDisplayName(name.toUpperCase(Locale.ROOT))
        .setRole("user")
        .build();
  }

  private CliContext context() {
    var output = new Output(new PrintWriter(out), new PrintWriter(err), colours);
    var prompt =
        new CliContext.Prompt() {
          @Override
          public Optional<String> line(String question) {
            return typed;
          }

          @Override
          public Optional<String> secret(String question) {
            return typed;
          }
        };
    return new CliContext(
        env,
        output,
        prompt,
        new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
        Clock.systemUTC(),
        ZoneId.of("America/Sao_Paulo"));
  }

  @Command(name = "chat4all")
  private static final class Program {}
}
