package io.chat4all.bench.delivery;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Messages that are sent over one channel one after another, and what became of each.
///
/// Times are microseconds since 1970. Each message is written by one thread at a time; to be read
/// when its senders are through and by the thread that reads the books.
final class Lot {
  private final String channel;
  private final int number;
  private final long[] due;
  private final long[] accepted;
  private final String[] ids;
  private final long[] arrived;
  private final int[] copies;
  private final AtomicInteger acceptances = new AtomicInteger();
  private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
  private int arrivals;

  /// @param number tells the lots of a run apart
  Lot(String channel, int number, int size) {
    this.channel = channel;
    this.number = number;
    this.due = new long[size];
    this.accepted = new long[size];
    this.ids = new String[size];
    this.arrived = new long[size];
    this.copies = new int[size];
  }

  String channel() {
    return channel;
  }

  int number() {
    return number;
  }

  int size() {
    return due.length;
  }

  /// A message ought to be sent.
  void due(int index, long micros) {
    due[index] = micros;
  }

  void accepted(int index, String id, long micros) {
    ids[index] = id;
    accepted[index] = micros;
    acceptances.incrementAndGet();
  }

  void refused(String code) {
    refusals.merge(code, 1, Integer::sum);
  }

  /// The provider has it.
  void arrived(int index, long micros) {
    if (index >= size()) {
      return;
    }
    if (copies[index]++ == 0) {
      arrived[index] = micros;
      arrivals++;
    }
  }

  long dueAt(int index) {
    return due[index];
  }

  /// 0 when it was not.
  long acceptedAt(int index) {
    return accepted[index];
  }

  /// The first time; 0 when it did not.
  long arrivedAt(int index) {
    return arrived[index];
  }

  String id(int index) {
    return ids[index];
  }

  /// Whether it was accepted and arrived once.
  boolean isRight(int index) {
    return accepted[index] > 0 && copies[index] == 1;
  }

  int acceptances() {
    return acceptances.get();
  }

  Map<String, Integer> refusals() {
    return Map.copyOf(refusals);
  }

  /// Messages that arrived, however often.
  int arrivals() {
    return arrivals;
  }

  /// Accepted and not arrived.
  int lost() {
    int lost = 0;
    for (int i = 0; i < size(); i++) {
      lost += accepted[i] > 0 && copies[i] == 0 ? 1 : 0;
    }
    return lost;
  }

  /// Arrivals beyond the first of a message.
  int repeated() {
    int repeated = 0;
    for (int i = 0; i < size(); i++) {
      repeated += Math.max(0, copies[i] - 1);
    }
    return repeated;
  }
}
