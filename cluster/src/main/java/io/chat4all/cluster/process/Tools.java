package io.chat4all.cluster.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Other programs of this machine: where they are, and running one to its end. Thread-safe.
public final class Tools {

  private static final int PATIENCE_SECONDS = 60;
  private static final String MORE_PLACES = "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";

  private Tools() {}

  /// The program of this name on the search path or where systems keep their services.
  public static Optional<Path> find(String name) {
    var path = System.getenv().getOrDefault("PATH", "") + ":" + MORE_PLACES;
    return Stream.of(path.split(File.pathSeparator))
        .filter(place -> !place.isEmpty())
        .map(place -> Path.of(place, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Runs a program with some lines as its input and returns what it wrote.
  ///
  /// Throws `IllegalStateException` with what it wrote when it fails or takes more than a minute.
  public static String run(List<String> command, Map<String, String> env, String input) {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(env);
    try {
      var process = builder.start();
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(command.getFirst() + " does not end");
      }
      if (process.exitValue() != 0) {
        throw new IllegalStateException(
            "%s failed (%d): %s"
                .formatted(command.getFirst(), process.exitValue(), output.strip()));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// Sends a signal: `STOP`, `CONT`, `TERM`, `INT`, `KILL`. Processes that are gone are ignored.
  public static void signal(String name, List<Long> pids) {
    if (pids.isEmpty()) {
      return;
    }
    // The shell's own kill: the program of that name is not installed everywhere.
    var numbers = pids.stream().map(String::valueOf).toList();
    run(
        List.of("/bin/sh", "-c", "kill -" + name + " " + String.join(" ", numbers) + " || true"),
        Map.of(),
        "");
  }
}
