package io.chat4all.cluster.command;

import io.chat4all.cluster.ClusterException;
import picocli.CommandLine;

/// Shows what a person can mend as one message instead of a stack trace.
final class Failures {

  private Failures() {}

  /// What a command does.
  @FunctionalInterface
  interface Work {
    int run();
  }

  static int shown(CommandLine command, Work work) {
    try {
      return work.run();
    } catch (ClusterException e) {
      command.getErr().println("chat4all: " + e.getMessage());
      command.getErr().flush();
      return 1;
    }
  }
}
