package io.chat4all.core.connector;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Threads that are forgotten when it goes. Thread-safe.
public final class InMemoryThreads implements Threads {

  private final Map<Target, ConversationId> threads = new HashMap<>();
  private boolean available = true;

  /// Whether calls are answered; while not, each throws `UNAVAILABLE`.
  public synchronized void setAvailable(boolean available) {
    this.available = available;
  }

  @Override
  public synchronized Optional<ConversationId> find(ChannelAccountId account, String address) {
    check();
    return Optional.ofNullable(threads.get(new Target(account, address)));
  }

  @Override
  public synchronized void set(
      ChannelAccountId account, String address, ConversationId conversation) {
    check();
    threads.put(new Target(account, address), conversation);
  }

  private void check() {
    if (!available) {
      throw new ApiException(ErrorCode.UNAVAILABLE, "the threads are switched off");
    }
  }
}
