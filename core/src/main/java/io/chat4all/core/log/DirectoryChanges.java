package io.chat4all.core.log;

import java.util.function.Consumer;

/// Tells every process of changes in the directory. Thread-safe.
///
/// A change is made in the directory first and announced then. The announcing process hears its own
/// announcement before [#announce] returns; others soon after. Caches expire on their own as well,
/// so a lost announcement heals.
public interface DirectoryChanges {

  /// Announces a change and waits until it is durable.
  void announce(DirectoryChange change);

  /// Hears of every change from now on; the listener must not block.
  Subscription listen(Consumer<DirectoryChange> listener);
}
