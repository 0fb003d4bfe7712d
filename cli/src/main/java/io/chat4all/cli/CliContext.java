package io.chat4all.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/// The world of a command: environment, streams, console, time.
record CliContext(
    Map<String, String> env,
    Output output,
    Prompt prompt,
    InputStream stdin,
    Clock clock,
    ZoneId zone) {

  /// Where a command without `--url`, `CHAT4ALL_URL` and sign-in goes.
  static final String DEFAULT_URL = "http://localhost:8000";

  static CliContext ofProcess() {
    var env = System.getenv();
    return new CliContext(
        env,
        Output.ofProcess(env),
        Prompt.ofProcess(),
        System.in,
        Clock.systemUTC(),
        ZoneId.systemDefault());
  }

  /// `CHAT4ALL_CONFIG_DIR`, or `chat4all` under `XDG_CONFIG_HOME` or `~/.config`.
  Path configDir() {
    var own = env.getOrDefault("CHAT4ALL_CONFIG_DIR", "");
    if (!own.isEmpty()) {
      return Path.of(own);
    }
    var xdg = env.getOrDefault("XDG_CONFIG_HOME", "");
    var base = xdg.isEmpty() ? Path.of(env.getOrDefault("HOME", "."), ".config") : Path.of(xdg);
    return base.resolve("chat4all");
  }

  boolean debug() {
    return "1".equals(env.get("CHAT4ALL_DEBUG"));
  }

  /// All of standard input, without the line break at its end.
  String readAll() {
    try {
      var text = new String(stdin.readAllBytes(), StandardCharsets.UTF_8);
      return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The first line of standard input.
  String readLine() {
    try {
      var line =
          new BufferedReader(new InputStreamReader(stdin, StandardCharsets.UTF_8)).readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A password: the first line of standard input, or what the console's user types unseen.
  String readPassword(boolean fromStdin, String question) {
    if (fromStdin) {
      return readLine();
    }
    return prompt
        .secret(question)
        .orElseThrow(() ->
            CliException.usage(
                "there is no terminal to ask for the password", "pass it with --password-stdin"));
  }

  /// Asks the person at the terminal; empty when there is none.
  interface Prompt {
    Optional<String> line(String question);

    Optional<String> secret(String question);

    static Prompt ofProcess() {
      var terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
      return new Prompt() {
        @Override
        public Optional<String> line(String question) {
          return terminal.map(console -> console.readLine("%s", question));
        }

        @Override
        public Optional<String> secret(String question) {
          return terminal.map(console -> console.readPassword("%s", question)).map(String::new);
        }
      };
    }
  }
}
