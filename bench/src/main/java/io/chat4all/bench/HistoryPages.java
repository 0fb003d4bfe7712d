package io.chat4all.bench;

import io.chat4all.bench.wire.Login;
import io.chat4all.bench.wire.RestApi;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/// Measures pages of 50 of one long conversation, one call after the other.
final class HistoryPages {
  private static final int PAGE = 50;
  private static final int WARMUP = 100;
  private static final int ROUNDS = 1_000;

  private final RestApi api;
  private final Login reader;
  private final String conversationId;

  HistoryPages(RestApi api, Login reader, String conversationId) {
    this.api = api;
    this.reader = reader;
    this.conversationId = conversationId;
  }

  /// Nanoseconds for the first, the last and random pages of a conversation of `messages`.
  Result measure(int messages) {
    var random = new SplittableRandom(messages);
    int bound = Math.max(1, messages - PAGE);
    for (int i = 0; i < WARMUP; i++) {
      read("after_seq=" + random.nextInt(bound));
    }
    var first = new Histogram(3);
    var last = new Histogram(3);
    var middle = new Histogram(3);
    for (int i = 0; i < ROUNDS; i++) {
      first.recordValue(read("after_seq=0"));
      last.recordValue(read("before_seq=0"));
      middle.recordValue(read("after_seq=" + random.nextInt(bound)));
    }
    return new Result(messages, first, last, middle);
  }

  private long read(String bound) {
    long from = System.nanoTime();
    byte[] page = api.history(reader, conversationId, bound, PAGE);
    long took = System.nanoTime() - from;
    if (page.length < 3) {
      throw new IllegalStateException("history page is empty: " + bound);
    }
    return took;
  }

  /// Latencies by page.
  record Result(int messages, Histogram first, Histogram last, Histogram random) {}
}
