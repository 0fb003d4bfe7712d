package io.chat4all.core.log;

import java.util.List;
import java.util.Set;

/// Takes work and does it later, on threads of its own.
public interface WorkHandler<W> {

  /// Takes some work, in the order of each partition; must not wait for it to be done. Called by
  /// one thread at a time. When it throws, it has taken nothing, and is called again with the same.
  void take(List<Work<W>> work);

  /// These partitions are no longer ours: what is not begun should not be begun any more. Finishing
  /// it still does no harm.
  void revoked(Set<Integer> partitions);
}
