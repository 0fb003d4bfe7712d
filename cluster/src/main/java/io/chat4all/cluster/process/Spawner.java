package io.chat4all.cluster.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Starts processes that are in sessions of their own, out of reach of the terminal's signals, and
/// that die with this process, or else outlive it.
///
/// Dying with it is the kernel's doing (PR_SET_PDEATHSIG, prctl(2)) and holds for `kill -9` too. It
/// is bound to the thread that started the child, therefore one thread starts them all and lives
/// until [#close], which ends those that still run. Without `setpriv` nothing dies with it.
///
/// Thread-safe.
public final class Spawner implements AutoCloseable {

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("spawner").factory());
  private final List<String> prefix;

  public Spawner(boolean diesWithUs) {
    var words = new ArrayList<String>();
    Tools.find("setsid").ifPresent(setsid -> words.add(setsid.toString()));
    if (diesWithUs) {
      Tools.find("setpriv")
          .ifPresent(setpriv -> words.addAll(List.of(setpriv.toString(), "--pdeathsig", "KILL")));
    }
    this.prefix = List.copyOf(words);
  }

  /// Starts a process with no other environment than this, whose output is appended to a file;
  /// answers its pid.
  public long start(List<String> command, Map<String, String> env, Path directory, Path output) {
    var line = new ArrayList<>(prefix);
    line.addAll(command);
    try {
      return CompletableFuture.supplyAsync(() -> spawn(line, env, directory, output), thread)
          .join();
    } catch (CompletionException e) {
      throw new IllegalStateException(command.getFirst() + " cannot be started", e.getCause());
    }
  }

  private static long spawn(
      List<String> line, Map<String, String> env, Path directory, Path output) {
    var builder =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().clear();
    builder.environment().putAll(env);
    try {
      Files.createDirectories(directory);
      return builder.start().pid();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
