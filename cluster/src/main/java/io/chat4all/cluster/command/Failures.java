package io.chat4all.cluster.command;

import io.chat4all.cluster.ClusterException;
import java.io.IOException;
import picocli.CommandLine;

/// Shows what a person can mend as one message instead of a stack trace.
final class Failures {

  private Failures() {}

  /// What a command does.
  @FunctionalInterface
  interface Work {
    int run() throws IOException;
  }

  static int shown(CommandLine command, Work work) throws IOException {
    try {
      return work.run();
    } catch (ClusterException e) {
      command.getErr().println("chat4all: " + e.getMessage());
      command.getErr().flush();
      return 1;
    }
  }
}
