package io.chat4all.bench.delivery;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Chat4AllException;
import io.chat4all.protocol.v1.SendMessageRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/// Sends lots of messages over the public API, each in its own call, to people in turn.
///
/// A message of a rate is due at its own time, whatever became of those before it, and its latency
/// counts from there. Thread-safe.
final class Sender {
  private static final int MOST_UNANSWERED = 256;

  private final Chat4AllClient client;
  private final String run;
  private final int size;
  private final Clock clock;

  /// @param run tells this run from others
  Sender(Chat4AllClient client, String run, int size, Clock clock) {
    this.client = client;
    this.run = run;
    this.size = size;
    this.clock = clock;
  }

  /// Conversations with one person each on a channel, made by a first message.
  List<String> begin(Lot lot) throws InterruptedException {
    var conversations = new ArrayList<String>();
    for (int i = 0; i < lot.size(); i++) {
      conversations.add(UUID.randomUUID().toString());
    }
    send(
        lot,
        0,
        index ->
            SendMessageRequest.newBuilder()
                .setConversationId(conversations.get(index))
                .addTo(lot.channel() + ":" + Providers.address(lot.channel(), index)));
    return List.copyOf(conversations);
  }

  /// Sends all and waits for the answers.
  ///
  /// @param rate per second; 0 for as fast as they are accepted
  void send(Lot lot, double rate, List<String> conversations) throws InterruptedException {
    send(
        lot,
        rate,
        index ->
            SendMessageRequest.newBuilder()
                .setConversationId(conversations.get(index % conversations.size())));
  }

  private void send(Lot lot, double rate, Addressing addressing) throws InterruptedException {
    var unanswered = new Semaphore(MOST_UNANSWERED);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long begunNanos = System.nanoTime();
      long begunMicros = micros();
      for (int i = 0; i < lot.size(); i++) {
        int index = i;
        if (rate > 0) {
          long due = begunNanos + (long) (i * 1e9 / rate);
          awaitTime(due);
          lot.due(index, begunMicros + (due - begunNanos) / 1_000);
        }
        unanswered.acquire();
        if (rate == 0) {
          lot.due(index, micros());
        }
        threads.execute(() -> {
          try {
            send(lot, index, addressing.to(index));
          } finally {
            unanswered.release();
          }
        });
      }
    }
  }

  private void send(Lot lot, int index, SendMessageRequest.Builder request) {
    try {
      var text = new Tag(run, lot.number(), index).text(size);
      var answer = client.send(request.setContent(text).build());
      lot.accepted(index, answer.getMessageId(), micros());
    } catch (Chat4AllException e) {
      lot.refused(e.code());
    }
  }

  private static void awaitTime(long nanos) throws InterruptedException {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException("while sending");
      }
    }
  }

  private long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  private interface Addressing {
    SendMessageRequest.Builder to(int index);
  }
}
