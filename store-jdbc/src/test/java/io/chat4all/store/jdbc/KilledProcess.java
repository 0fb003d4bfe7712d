package io.chat4all.store.jdbc;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A process that works on a directory until it is killed.
final class KilledProcess {

  private KilledProcess() {}

  /// What it said before it was killed, which is when it has said so many lines.
  static List<String> lines(Class<?> main, Path dir, int count) throws IOException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                dir.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) {
      var lines = new ArrayList<String>();
      while (lines.size() < count) {
        lines.add(Objects.requireNonNull(out.readLine(), "died by itself"));
      }
      return lines;
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }
}
