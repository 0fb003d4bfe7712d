package io.chat4all.cluster;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// One process of a cluster, which can be killed, paused, stopped and started again.
///
/// It keeps its name, ports, data and log file over all of that. Signals reach the children of the
/// process as well (PostgreSQL has some). Thread-safe.
public interface Node {

  /// Unique in the cluster: `broker-1`, `gateway-2`, `postgres`.
  String name();

  NodeKind kind();

  /// Where it is reached on 127.0.0.1.
  int port();

  /// The second port, where there is one: the plain HTTP of the proxy, a broker's controller.
  OptionalInt otherPort();

  /// Of the process that runs now, paused ones included.
  OptionalLong pid();

  /// Whether its process exists, be it paused.
  boolean isAlive();

  /// Whether its process is stopped by SIGSTOP.
  boolean isPaused();

  /// Whether it answers, as load balancers ask; at most for a second.
  boolean isHealthy();

  /// Memory of the process and its children that is in RAM; 0 when it does not run.
  long residentBytes();

  /// What it writes to standard output and error, over all its lives.
  Path logFile();

  /// SIGKILL, and waits for the end. Nothing happens where nothing runs.
  void kill();

  /// SIGSTOP. Nothing happens where nothing runs.
  void pause();

  /// SIGCONT. Nothing happens where nothing runs.
  void resume();

  /// SIGTERM and waits for the end, at most 30 s, then SIGKILL; a paused node is resumed first.
  /// Answers whether it ended by itself.
  boolean stop();

  /// Starts the process if it does not run and waits until it is healthy.
  ///
  /// Throws [ClusterException] with the end of its log when it does not get there.
  void start();

  /// Starts the process if it does not run, without waiting.
  void launch();

  /// Waits until it is healthy; throws like [#start].
  void awaitHealthy();
}
