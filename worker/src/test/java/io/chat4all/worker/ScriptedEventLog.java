package io.chat4all.worker;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.EventLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/// Keeps what is published, and fails when it is told to.
public final class ScriptedEventLog implements EventLog {

  private final List<ConversationEvent> events = new ArrayList<>();
  private final Deque<Integer> failures = new ArrayDeque<>();
  private Predicate<ConversationEvent> refused = _ -> false;
  private int calls;

  /// The next call publishes this many of its events and then throws `UNAVAILABLE`.
  public void failAfter(int published) {
    failures.add(published);
  }

  /// Refuses such events, and everything that comes with them, as malformed.
  public void refuse(Predicate<ConversationEvent> which) {
    refused = which;
  }

  /// How often [#publish] was called since the last time this was asked.
  public int takeCalls() {
    int taken = calls;
    calls = 0;
    return taken;
  }

  /// The events since the last time this was asked.
  public List<ConversationEvent> takeEvents() {
    var taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  @Override
  public void publish(List<ConversationEvent> published) {
    calls++;
    var failure = failures.poll();
    if (failure != null) {
      events.addAll(published.subList(0, Math.min(failure, published.size())));
      throw new ApiException(ErrorCode.UNAVAILABLE, "the log was told to fail");
    }
    if (published.stream().anyMatch(refused)) {
      throw new IllegalArgumentException("event: malformed (expected: well-formed)");
    }
    events.addAll(published);
  }

  @Override
  public void publishFleeting(ConversationEvent event) {
    throw new UnsupportedOperationException("workers publish nothing fleeting");
  }
}
