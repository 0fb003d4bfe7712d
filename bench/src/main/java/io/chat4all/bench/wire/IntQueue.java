package io.chat4all.bench.wire;

/// A first-in, first-out queue of ints that grows. Not thread-safe.
public final class IntQueue {
  private int[] ring = new int[64];
  private int head;
  private int size;

  /// Appends.
  public void add(int value) {
    if (size == ring.length) {
      var wider = new int[size * 2];
      for (int i = 0; i < size; i++) {
        wider[i] = ring[(head + i) & (ring.length - 1)];
      }
      ring = wider;
      head = 0;
    }
    ring[(head + size++) & (ring.length - 1)] = value;
  }

  /// Takes the oldest; the queue must not be empty.
  public int take() {
    if (size == 0) {
      throw new IllegalStateException("queue is empty");
    }
    int value = ring[head];
    head = (head + 1) & (ring.length - 1);
    size--;
    return value;
  }

  /// How many there are.
  public int size() {
    return size;
  }
}
