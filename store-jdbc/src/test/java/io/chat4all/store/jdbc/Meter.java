package io.chat4all.store.jdbc;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Adds up the time of calls, and the processor time of the whole process meanwhile.
@SuppressWarnings("SystemOut")
final class Meter {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final String what;
  private final int units;
  private final List<Long> calls = new ArrayList<>();
  private final long cpuBefore = SYSTEM.getProcessCpuTime();

  Meter(String what, int units) {
    this.what = what;
    this.units = units;
  }

  void measure(Runnable call) {
    long before = System.nanoTime();
    call.run();
    calls.add(System.nanoTime() - before);
  }

  void print() {
    long cpu = SYSTEM.getProcessCpuTime() - cpuBefore;
    var sorted = calls.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "%-30s %,9.0f/s  %6.1f µs CPU each  per call ms: p50 %.2f  p99 %.2f  max %.2f%n",
        what,
        units * 1e9 / Arrays.stream(sorted).sum(),
        cpu / 1e3 / units,
        sorted[sorted.length / 2] / 1e6,
        sorted[sorted.length * 99 / 100] / 1e6,
        sorted[sorted.length - 1] / 1e6);
  }
}
