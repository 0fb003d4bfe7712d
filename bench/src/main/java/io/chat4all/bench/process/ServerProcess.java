package io.chat4all.bench.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A server, or the simulated providers, that the bench starts for itself on any free port, in an
/// empty directory, and stops and deletes when it is closed or the bench is told to end.
///
/// Thread-safe.
public final class ServerProcess implements AutoCloseable {
  private static final String READY = "ready http";

  private final Process process;
  private final Path directory;
  private final CompletableFuture<String> url = new CompletableFuture<>();
  private final Thread hook = new Thread(this::end, "bench-shutdown");

  private ServerProcess(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  /// Starts `<launcher> serve` and waits until it says that it is ready.
  ///
  /// `launcher` is the path of a program, or a command line in words. Fails with
  /// [IllegalStateException] when the server ends or is not ready in time.
  ///
  /// @param environment further variables, such as settings
  public static ServerProcess serve(
      String launcher, Map<String, String> environment, Duration timeout)
      throws IOException, InterruptedException {
    var directory = Files.createTempDirectory("chat4all-bench");
    var variables = new HashMap<>(environment);
    variables.put("SECRET_KEY", secret());
    // What the platform takes is measured, not what one account may.
    variables.putIfAbsent("CHAT4ALL_SENDS_PER_SECOND", "0");
    var arguments = List.of("serve", "--port", "0", "--data-dir", directory.toString());
    return start(launcher, arguments, variables, directory, timeout);
  }

  /// Starts `<launcher> simulators` without their limits and waits as [#serve] does.
  ///
  /// @param latency how long every answer takes
  public static ServerProcess simulators(String launcher, Duration latency, Duration timeout)
      throws IOException, InterruptedException {
    var arguments =
        List.of(
            "simulators",
            "--port",
            "0",
            "--no-limits",
            "--latency",
            Long.toString(latency.toMillis()));
    var directory = Files.createTempDirectory("chat4all-bench");
    return start(launcher, arguments, Map.of(), directory, timeout);
  }

  private static ServerProcess start(
      String launcher,
      List<String> arguments,
      Map<String, String> environment,
      Path directory,
      Duration timeout)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(words(launcher));
    command.addAll(arguments);
    var builder =
        new ProcessBuilder(command).redirectError(directory.resolve("bench.err").toFile());
    builder.environment().putAll(environment);
    var server = new ServerProcess(builder.start(), directory);
    Runtime.getRuntime().addShutdownHook(server.hook);
    // Waiting for a process's output holds a carrier, of which there are as many as cores.
    Thread.ofPlatform().daemon().name("bench-server-output").start(server::readOutput);
    try {
      server.url.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return server;
    } catch (ExecutionException | TimeoutException e) {
      String said = server.said();
      server.close();
      throw new IllegalStateException(
          "`%s` was not ready after %s: %s".formatted(arguments.getFirst(), timeout, said.strip()),
          e);
    }
  }

  /// Where it listens.
  public String url() {
    return url.join();
  }

  /// The process that was started; a launcher script may have the server as its child.
  public long pid() {
    return process.pid();
  }

  /// What it has written to its standard error so far.
  public String said() throws IOException {
    return Files.readString(directory.resolve("bench.err"), UTF_8);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The hook is at work.
    }
    end();
  }

  private synchronized void end() {
    var children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      for (var child : children) {
        child.destroy();
        child.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(_ -> null).join();
        child.destroyForcibly();
      }
      delete(directory);
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void readOutput() {
    try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(READY)) {
          url.complete(line.substring("ready ".length()).strip());
        }
      }
      url.completeExceptionally(new IOException("the process ended"));
    } catch (IOException e) {
      url.completeExceptionally(e);
    }
  }

  private static List<String> words(String launcher) {
    return Files.exists(Path.of(launcher))
        ? List.of(launcher)
        : List.of(launcher.strip().split("\\s+", -1));
  }

  private static String secret() {
    var bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static void delete(Path directory) {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException _) {
      // A file that a dying server still holds stays in the temporary directory.
    }
  }
}
