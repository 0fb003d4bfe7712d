package io.chat4all.cassandra;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import org.apache.cassandra.service.CassandraDaemon;
import org.slf4j.LoggerFactory;

/// Cassandra with timers that may be a millisecond late, where the kernel has such (Linux).
///
/// Its workers do not wait for work but look for it again and again, after sleeps of 10 µs and more
/// (`SEPWorker` of Cassandra 5). On two processors that it shares with a whole cluster that made
/// 16,000 of 35,000 changes of threads a second, and kept the others from their work.
public final class CassandraMain {

  // prctl(2), of <linux/prctl.h>
  private static final int PR_SET_TIMERSLACK = 29;
  private static final long SLACK_NANOS = 1_000_000;

  private CassandraMain() {}

  /// What [CassandraDaemon] does. Every thread that is started from here on has the slack.
  public static void main(String[] args) throws Throwable {
    if (!lateTimersAreAllowed()) {
      LoggerFactory.getLogger(CassandraMain.class)
          .warn("This kernel has no timer slack: idle workers take processors from others");
    }
    CassandraDaemon.main(args);
  }

  private static boolean lateTimersAreAllowed() throws Throwable {
    var linker = Linker.nativeLinker();
    var address = linker.defaultLookup().find("prctl");
    if (address.isEmpty()) {
      return false;
    }
    var prctl =
        linker.downcallHandle(
            address.get(),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    return (int) prctl.invokeExact(PR_SET_TIMERSLACK, SLACK_NANOS) == 0;
  }
}
