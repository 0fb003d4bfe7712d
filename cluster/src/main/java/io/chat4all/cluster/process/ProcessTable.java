package io.chat4all.cluster.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What the kernel tells of processes, from `/proc` (proc(5)): Linux only. Thread-safe.
public final class ProcessTable {

  private static final int STATE = 0;
  private static final int START_TICKS = 19;
  private static final long KIBI = 1024;

  private ProcessTable() {}

  /// One process at one moment.
  ///
  /// @param startTicks when it started, in clock ticks since boot: with the pid it names a process
  ///   for good
  /// @param state `R`, `S`, `T` for stopped …
  public record Entry(long pid, long startTicks, char state) {

    /// Whether it was stopped by SIGSTOP when it was looked at.
    public boolean isStopped() {
      return state == 'T' || state == 't';
    }

    /// Whether it runs still, now.
    public boolean isAlive() {
      return find(pid).filter(now -> now.startTicks() == startTicks).isPresent();
    }
  }

  /// The process; empty when there is none, or it is dead and only waits for its parent.
  public static Optional<Entry> find(long pid) {
    try {
      var stat = Files.readString(file(pid, "stat"), StandardCharsets.ISO_8859_1);
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      char state = fields[STATE].charAt(0);
      return state == 'Z' || state == 'X'
          ? Optional.empty()
          : Optional.of(new Entry(pid, Long.parseLong(fields[START_TICKS]), state));
    } catch (IOException | StringIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /// Memory of one process that is in RAM and not shared with others; 0 when it is gone.
  public static long ownResidentBytes(long pid) {
    try (var lines = Files.lines(file(pid, "status"), StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("RssAnon:") || line.startsWith("RssFile:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBI)
          .sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private static Path file(long pid, String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }
}
