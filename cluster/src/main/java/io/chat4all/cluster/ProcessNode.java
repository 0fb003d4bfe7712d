package io.chat4all.cluster;

import io.chat4all.cluster.process.PidFile;
import io.chat4all.cluster.process.ProcessTable;
import io.chat4all.cluster.process.Spawner;
import io.chat4all.cluster.process.Tools;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// A node by its pid file, whoever started it.
final class ProcessNode implements Node {

  private static final Duration START_PATIENCE = Duration.ofSeconds(90);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);
  private static final Duration SIGNAL_PATIENCE = Duration.ofSeconds(2);
  private static final long LOOK_NANOS = 50_000_000;
  private static final int LOG_TAIL_BYTES = 2_000;

  private final NodeSpec spec;
  private final Path directory;
  private final PidFile pidFile;
  private final Spawner spawner;
  private final ReentrantLock turn = new ReentrantLock();

  ProcessNode(NodeSpec spec, Path directory, Spawner spawner) {
    this.spec = spec;
    this.directory = directory;
    this.pidFile = new PidFile(directory.resolve("pid"));
    this.spawner = spawner;
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public NodeKind kind() {
    return spec.kind();
  }

  @Override
  public int port() {
    return spec.place().port();
  }

  @Override
  public OptionalInt otherPort() {
    return spec.place().otherPort();
  }

  @Override
  public OptionalLong pid() {
    return pidFile.running().stream().mapToLong(ProcessTable.Entry::pid).findFirst();
  }

  @Override
  public boolean isAlive() {
    return pidFile.running().isPresent();
  }

  @Override
  public boolean isPaused() {
    return pidFile.running().filter(ProcessTable.Entry::isStopped).isPresent();
  }

  @Override
  public boolean isHealthy() {
    return pidFile.running().filter(process -> !process.isStopped()).isPresent()
        && spec.place().health().isHealthy();
  }

  @Override
  public long residentBytes() {
    return family().stream().mapToLong(ProcessTable::ownResidentBytes).sum();
  }

  @Override
  public Path logFile() {
    return directory.resolve("log.txt");
  }

  @Override
  public void kill() {
    turn.lock();
    try {
      var family = processes();
      Tools.signal("KILL", pids(family));
      if (!ended(family, KILL_PATIENCE)) {
        throw new ClusterException(name() + " outlives its kill");
      }
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void pause() {
    Tools.signal("STOP", family());
    awaitPaused(true);
  }

  @Override
  public void resume() {
    Tools.signal("CONT", family());
    awaitPaused(false);
  }

  /// The kernel takes a moment.
  private void awaitPaused(boolean paused) {
    long end = System.nanoTime() + SIGNAL_PATIENCE.toNanos();
    while (isAlive() && isPaused() != paused && System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK_NANOS / 50);
    }
  }

  @Override
  public boolean stop() {
    return stop(STOP_PATIENCE);
  }

  boolean stop(Duration patience) {
    turn.lock();
    try {
      var family = processes();
      if (family.isEmpty()) {
        return true;
      }
      Tools.signal(spec.stopSignal(), pids(family.subList(0, 1)));
      Tools.signal("CONT", pids(family));
      if (ended(family, patience)) {
        return true;
      }
      Tools.signal("KILL", pids(family));
      ended(family, KILL_PATIENCE);
      return false;
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void start() {
    launch();
    awaitHealthy();
  }

  @Override
  public void launch() {
    turn.lock();
    try {
      if (isAlive()) {
        return;
      }
      spec.prepare().run();
      pidFile.write(spawner.start(spec.command(), spec.env(), directory, logFile()));
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void awaitHealthy() {
    long end = System.nanoTime() + START_PATIENCE.toNanos();
    while (!isHealthy()) {
      if (!isAlive()) {
        throw new ClusterException(
            "%s ended while it started:\n%s(all of it: %s)"
                .formatted(name(), logTail(), logFile()));
      }
      if (System.nanoTime() > end) {
        throw new ClusterException(
            "%s does not answer after %d s:\n%s(all of it: %s)"
                .formatted(name(), START_PATIENCE.toSeconds(), logTail(), logFile()));
      }
      LockSupport.parkNanos(LOOK_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        throw new ClusterException("interrupted while " + name() + " started");
      }
    }
  }

  private String logTail() {
    try (var log = new RandomAccessFile(logFile().toFile(), "r")) {
      long skipped = Math.max(0, log.length() - LOG_TAIL_BYTES);
      log.seek(skipped);
      var bytes = new byte[(int) (log.length() - skipped)];
      log.readFully(bytes);
      var text = new String(bytes, StandardCharsets.UTF_8);
      var whole = skipped == 0 ? text : text.substring(text.indexOf('\n') + 1);
      return whole.lines().map(line -> "  | " + line + "\n").reduce("", String::concat);
    } catch (IOException e) {
      return "  | (nothing was written)\n";
    }
  }

  /// The process and its children, itself first.
  private List<ProcessTable.Entry> processes() {
    var own = pidFile.running();
    var children =
        own.stream()
            .flatMap(process -> ProcessHandle.of(process.pid()).stream())
            .flatMap(ProcessHandle::descendants)
            .flatMap(child -> ProcessTable.find(child.pid()).stream());
    return new ArrayList<>(Stream.concat(own.stream(), children).toList());
  }

  private List<Long> family() {
    return pids(processes());
  }

  private static List<Long> pids(List<ProcessTable.Entry> processes) {
    return processes.stream().map(ProcessTable.Entry::pid).toList();
  }

  private static boolean ended(List<ProcessTable.Entry> processes, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (processes.stream().anyMatch(ProcessTable.Entry::isAlive)) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS / 5);
    }
    return true;
  }
}
