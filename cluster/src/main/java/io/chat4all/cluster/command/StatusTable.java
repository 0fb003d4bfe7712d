package io.chat4all.cluster.command;

import io.chat4all.cluster.ClusterException;
import io.chat4all.cluster.Node;
import io.chat4all.cluster.NodeKind;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// What the nodes do at one moment, for people.
record StatusTable(List<Row> rows) {

  private static final String FORMAT = "%-13s %-11s %8s %6s  %-9s %9s";
  private static final long MEBI = 1 << 20;

  /// One node.
  record Row(String node, NodeKind kind, String pid, int port, String state, long residentBytes) {
    private static Row of(Node node) {
      var pid = node.pid();
      return new Row(
          node.name(),
          node.kind(),
          pid.isPresent() ? Long.toString(pid.getAsLong()) : "-",
          node.port(),
          stateOf(node),
          node.residentBytes());
    }

    private static String stateOf(Node node) {
      if (!node.isAlive()) {
        return "stopped";
      }
      return node.isPaused() ? "paused" : node.isHealthy() ? "healthy" : "unhealthy";
    }

    private String text() {
      return FORMAT
          .formatted(
              node,
              kind.toString().toLowerCase(Locale.ROOT),
              pid,
              port,
              state,
              residentBytes == 0 ? "-" : residentBytes / MEBI + " MiB")
          .stripTrailing();
    }
  }

  /// Asks all of them at once.
  static StatusTable of(List<Node> nodes) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var rows = nodes.stream().map(node -> threads.submit(() -> Row.of(node))).toList();
      return new StatusTable(
          rows.stream()
              .map(row -> {
                try {
                  return row.get();
                } catch (InterruptedException | ExecutionException e) {
                  throw new ClusterException("a node cannot be asked", e);
                }
              })
              .toList());
    }
  }

  boolean allHealthy() {
    return rows.stream().allMatch(row -> row.state().equals("healthy"));
  }

  String text() {
    var head = FORMAT.formatted("node", "kind", "pid", "port", "state", "memory");
    long total = rows.stream().mapToLong(Row::residentBytes).sum();
    return rows.stream()
        .map(Row::text)
        .collect(
            Collectors.joining(
                "\n",
                head + "\n",
                "\n" + FORMAT.formatted("total", "", "", "", "", total / MEBI + " MiB") + "\n"));
  }
}
