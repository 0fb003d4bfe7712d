package io.chat4all.core.history;

import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/// The messages that one append has to write, and what becomes of ids that come again: the rules of
/// [MessageStore#append], for stores that look before they write.
///
/// Not thread-safe.
public final class AppendedMessages {

  private final Map<MessageKey, Change.Add> adds = new LinkedHashMap<>();

  /// Takes every message of the changes once; answers those that are there twice.
  public Set<MessageKey> collect(Collection<Change> changes) {
    var repeated = new HashSet<MessageKey>();
    for (var change : changes) {
      if (change instanceof Change.Add add) {
        var before = adds.putIfAbsent(add.message().key(), add);
        if (before != null && before.message().seq() != add.message().seq()) {
          repeated.add(add.message().key());
        }
      }
    }
    return repeated;
  }

  /// Answers those that stand in the history at another `seq`, and takes out those that stand there
  /// at their own.
  ///
  /// @param place the `seq` at which a message was ever written, perhaps beyond the head;
  ///   `Long.MAX_VALUE` when it was not
  /// @param head the newest `seq` of its conversation before this append
  public Set<MessageKey> check(ToLongFunction<MessageKey> place, ToLongFunction<Change.Add> head) {
    var repeated = new HashSet<MessageKey>();
    var usurpers = new ArrayList<Message>();
    for (var add : List.copyOf(adds.values())) {
      var message = add.message();
      long newest = head.applyAsLong(add);
      long there = place.applyAsLong(message.key());
      if (there > newest) {
        if (message.seq() <= newest) {
          usurpers.add(message);
        }
      } else if (there != message.seq()) {
        repeated.add(message.key());
      } else {
        adds.remove(message.key());
      }
    }
    if (repeated.isEmpty() && !usurpers.isEmpty()) {
      // The order of the log decides every seq, so this cannot be: writing on would lose a message.
      throw new IllegalStateException(
          "seq: %d is another message's (expected: free)".formatted(usurpers.getFirst().seq()));
    }
    return repeated;
  }

  /// Whether this is what is to be written, and neither there already nor the same again.
  public boolean contains(Change.Add add) {
    return add.equals(adds.get(add.message().key()));
  }

  /// What is to be written, in the order of the changes.
  public Collection<Change.Add> all() {
    return Collections.unmodifiableCollection(adds.values());
  }

  /// What is to be written.
  public Set<MessageKey> keys() {
    return Collections.unmodifiableSet(adds.keySet());
  }
}
