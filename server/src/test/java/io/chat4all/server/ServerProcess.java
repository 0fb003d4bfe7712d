package io.chat4all.server;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A real server in a process of its own, which can be killed.
final class ServerProcess implements AutoCloseable {

  static final String ADMIN = "root_client";
  static final String ADMIN_SECRET = "a long secret of the admin client";
  private static final String SECRET_KEY = "f3b1c0a97d5e4826b1d7e0c94a6f8235";

  private final Process process;
  private final URI url;

  private ServerProcess(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /// Starts a server and waits until it is ready.
  static ServerProcess serve(Path dataDir, int port) {
    return start("serve", dataDir, port);
  }

  static ServerProcess start(String command, Path dataDir, int port) {
    return start(command, dataDir, port, Map.of());
  }

  static ServerProcess start(
      String command, Path dataDir, int port, Map<String, String> environment) {
    var line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                command,
                "--port",
                Integer.toString(port),
                "--data-dir",
                dataDir.toString()));
    var builder = new ProcessBuilder(line).redirectError(dataDir.resolve("stderr.txt").toFile());
    builder.environment().put("SECRET_KEY", SECRET_KEY);
    builder.environment().put("CHAT4ALL_ADMIN_CLIENT_ID", ADMIN);
    builder.environment().put("CHAT4ALL_ADMIN_CLIENT_SECRET", ADMIN_SECRET);
    builder.environment().putAll(environment);
    try {
      var process = builder.start();
      return new ServerProcess(process, awaitReady(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI awaitReady(Process process) throws IOException {
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    var line = out.readLine();
    if (line == null || !line.startsWith("ready ")) {
      process.destroyForcibly();
      throw new IllegalStateException("the server did not get ready: " + line);
    }
    return URI.create(requireNonNull(line).substring("ready ".length()));
  }

  URI url() {
    return url;
  }

  /// SIGKILL: no chance to finish anything.
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server outlived its kill");
    }
  }

  /// SIGTERM, and the exit code.
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the server did not stop");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
