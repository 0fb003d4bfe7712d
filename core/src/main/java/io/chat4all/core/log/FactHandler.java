package io.chat4all.core.log;

import java.util.List;
import java.util.Set;

/// Does the work that facts ask for.
///
/// Called by one thread at a time. Positions are committed after [#handle] returned; one that
/// throws is called again with the same facts, after a back-off, for as long as it takes. Every
/// fact may come again.
public interface FactHandler<F> {

  /// Does the work of some facts, in the order of each partition.
  void handle(List<LoggedFact<F>> facts);

  /// These partitions are no longer ours: forget what is remembered of them.
  void revoked(Set<Integer> partitions);
}
