package io.chat4all.bench.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Reads CPU time, memory and Java heap of another process on this machine.
///
/// CPU and memory come from `/proc` (Linux; in ticks of 10 ms), the heap from `jcmd` of the JDK
/// that runs this program. What cannot be read is absent. Thread-safe.
public final class ProcessProbe {
  private static final double MILLIS_PER_TICK = 10;
  private static final Pattern USED = Pattern.compile("used (\\d+)([KMG])");

  private final long pid;

  /// Of the process of that id.
  public ProcessProbe(long pid) {
    this.pid = pid;
  }

  /// The process that listens on a TCP port of this machine.
  public static OptionalLong listeningOn(int port) {
    try {
      var sockets = new HashSet<String>();
      addListeners(Path.of("/proc/net/tcp"), port, sockets);
      addListeners(Path.of("/proc/net/tcp6"), port, sockets);
      return sockets.isEmpty() ? OptionalLong.empty() : owner(sockets);
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }

  /// Which process.
  public long pid() {
    return pid;
  }

  /// User and system time so far.
  public OptionalDouble cpuMillis() {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), UTF_8);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return OptionalDouble.of(
          (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MILLIS_PER_TICK);
    } catch (IOException | RuntimeException _) {
      return OptionalDouble.empty();
    }
  }

  /// Resident memory.
  public OptionalDouble rssMib() {
    try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"), UTF_8)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
          .findFirst();
    } catch (IOException | RuntimeException _) {
      return OptionalDouble.empty();
    }
  }

  /// Bytes of live objects: the median of three full collections.
  public OptionalLong liveHeap() throws InterruptedException {
    var samples = new long[3];
    for (int i = 0; i < samples.length; i++) {
      if (jcmd("GC.run").isEmpty()) {
        return OptionalLong.empty();
      }
      var used = usedBytes(jcmd("GC.heap_info").orElse(""));
      if (used.isEmpty()) {
        return used;
      }
      samples[i] = used.getAsLong();
    }
    Arrays.sort(samples);
    return OptionalLong.of(samples[1]);
  }

  /// Adds the heap's generations up; the lines of the metaspace do not count.
  static OptionalLong usedBytes(String heapInfo) {
    long sum = 0;
    boolean found = false;
    for (String line : heapInfo.lines().toList()) {
      var used = USED.matcher(line);
      if (line.contains("Metaspace") || line.contains("class space") || !used.find()) {
        continue;
      }
      found = true;
      int shift = 10 * (1 + "KMG".indexOf(used.group(2)));
      sum += Long.parseLong(used.group(1)) << shift;
    }
    return found ? OptionalLong.of(sum) : OptionalLong.empty();
  }

  private Optional<String> jcmd(String command) throws InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      var process =
          new ProcessBuilder(jcmd, Long.toString(pid), command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      boolean ended = process.waitFor(30, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? Optional.of(output) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// Field 2 is the local address, 4 the state (0A is LISTEN), 10 the inode: proc(5).
  private static void addListeners(Path table, int port, Set<String> sockets) throws IOException {
    if (!Files.isReadable(table)) {
      return;
    }
    for (String line : Files.readAllLines(table, UTF_8)) {
      String[] fields = line.strip().split("\\s+", -1);
      if (fields.length > 9
          && fields[3].equals("0A")
          && fields[1].endsWith(":%04X".formatted(port))) {
        sockets.add("socket:[" + fields[9] + "]");
      }
    }
  }

  private static OptionalLong owner(Set<String> sockets) throws IOException {
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var process : processes) {
        if (holdsOne(process.resolve("fd"), sockets)) {
          return OptionalLong.of(Long.parseLong(process.getFileName().toString()));
        }
      }
    }
    return OptionalLong.empty();
  }

  private static boolean holdsOne(Path descriptors, Set<String> sockets) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
      for (var descriptor : open) {
        if (Files.isSymbolicLink(descriptor)
            && sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
          return true;
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException _) {
      return false;
    }
    return false;
  }
}
