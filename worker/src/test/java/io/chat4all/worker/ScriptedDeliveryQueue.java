package io.chat4all.worker;

import io.chat4all.core.delivery.DeliveryQueue;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Keeps what is published, and fails when it is told to. Thread-safe.
public final class ScriptedDeliveryQueue implements DeliveryQueue {

  private final List<DeliveryRequest> requests = new ArrayList<>();
  private final Deque<Integer> failures = new ArrayDeque<>();
  private int calls;

  /// The next call publishes this many of its requests and then throws `UNAVAILABLE`.
  public synchronized void failAfter(int published) {
    failures.add(published);
  }

  /// How often [#publish] was called since the last time this was asked.
  public synchronized int takeCalls() {
    int taken = calls;
    calls = 0;
    return taken;
  }

  /// The requests since the last time this was asked.
  public synchronized List<DeliveryRequest> takeRequests() {
    var taken = List.copyOf(requests);
    requests.clear();
    return taken;
  }

  @Override
  public synchronized void publish(List<DeliveryRequest> published) {
    calls++;
    var failure = failures.poll();
    if (failure != null) {
      requests.addAll(published.subList(0, Math.min(failure, published.size())));
      throw new ApiException(ErrorCode.UNAVAILABLE, "the queue was told to fail");
    }
    requests.addAll(published);
  }
}
