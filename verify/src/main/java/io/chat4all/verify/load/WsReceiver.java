package io.chat4all.verify.load;

import io.chat4all.client.Chat4AllException;
import io.chat4all.protocol.json.ProtoJson;
import io.chat4all.protocol.v1.Ack;
import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.Cursor;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.Heartbeat;
import io.chat4all.protocol.v1.Read;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.ServerFrame;
import io.chat4all.protocol.v1.Sync;
import io.chat4all.verify.check.Journal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A member with a WebSocket of their own making, which hides nothing: every frame is noted as it
/// comes. After a break it connects to the next gateway and syncs from what it has.
final class WsReceiver implements Receiver {

  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final String SYNC = "sync";
  private static final String SHUTTING_DOWN = "shutting_down";
  private static final Answer BROKE = new Answer.Retry("ws broke");

  private final User user;
  private final HttpClient http;
  private final ProtoJson json;
  private final List<URI> gateways;
  private final Journal journal;
  private final Membership membership;
  private final LongSupplier now;
  private final Map<String, ArrayBlockingQueue<Answer>> unanswered = new ConcurrentHashMap<>();
  private final AtomicLong frames = new AtomicLong();
  private volatile @Nullable WsConnection connection;
  private volatile Duration silenceAllowed = Duration.ofSeconds(60);
  private volatile boolean closed;

  /// Whether messages may come in any order.
  private volatile boolean syncing = true;

  WsReceiver(
      User user,
      HttpClient http,
      ProtoJson json,
      List<URI> gateways,
      Journal journal,
      LongSupplier now) {
    this.user = user;
    this.http = http;
    this.json = json;
    this.gateways = List.copyOf(gateways);
    this.journal = journal;
    this.membership = new Membership(journal, user.number());
    this.now = now;
    Thread.ofVirtual().name("verify-ws-" + user.name()).start(this::stayConnected);
  }

  @Override
  public Answer send(SendMessageRequest request, int attempt) throws InterruptedException {
    var over = awaitConnection();
    if (over == null) {
      return new Answer.Retry("ws not connected");
    }
    var id = Long.toString(frames.incrementAndGet());
    var answer = new ArrayBlockingQueue<Answer>(1);
    unanswered.put(id, answer);
    try {
      over.say(ClientFrame.newBuilder().setId(id).setSend(request).build());
      if (!over.isOpen()) {
        // It may have ended before this one was among the unanswered.
        var _ = answer.offer(BROKE);
      }
      var came = answer.poll(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      return came == null ? new Answer.Retry("ws no answer") : came;
    } finally {
      unanswered.remove(id);
    }
  }

  /// Repeating a send at once over a connection that ends would only be refused again.
  private @Nullable WsConnection awaitConnection() throws InterruptedException {
    long until = now.getAsLong() + ANSWER.toNanos();
    while (now.getAsLong() < until) {
      var over = connection;
      if (over != null && over.isOpen()) {
        return over;
      }
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    }
    return null;
  }

  @Override
  public void say(boolean again) {
    var over = connection;
    if (over == null) {
      return;
    }
    membership.say(
        again,
        (id, seq, read) -> {
          var ack = Ack.newBuilder().setConversationId(id).setSeq(seq);
          over.say(ClientFrame.newBuilder().setAck(ack).build());
          if (read) {
            var marker = Read.newBuilder().setConversationId(id).setSeq(seq);
            over.say(ClientFrame.newBuilder().setRead(marker).build());
          }
        });
  }

  @Override
  public void close() {
    closed = true;
    var over = connection;
    if (over != null) {
      over.end("done");
    }
  }

  private void stayConnected() {
    for (int attempt = 0; !closed; attempt++) {
      try {
        var gateway = gateways.get((user.number() + attempt) % gateways.size());
        syncing = true;
        var opened = WsConnection.open(http, json, gateway, user.token(), this::received);
        await(opened);
        connection = null;
        failUnanswered();
        if (!closed) {
          journal.disconnected("ws " + opened.reason());
        }
      } catch (IOException | Chat4AllException e) {
        journal.disconnected("ws connecting: " + e.getMessage());
        pause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void await(WsConnection opened) throws InterruptedException {
    while (!opened.awaitEnd(PAUSE)) {
      if (closed) {
        opened.end("done");
      } else if (opened.silence().compareTo(silenceAllowed) > 0) {
        opened.end("silent");
      }
    }
  }

  private void received(WsConnection from, ServerFrame frame) {
    switch (frame.getFrameCase()) {
      case READY -> {
        silenceAllowed = Duration.ofMillis(2_500L * frame.getReady().getHeartbeatSeconds());
        sync(from);
        connection = from;
      }
      case EVENT -> event(from, frame.getEvent());
      case SYNCED -> syncing = false;
      case HEARTBEAT -> heartbeat(from, frame.getHeartbeat());
      case ACCEPTED -> answer(frame.getId(), new Answer.Accepted());
      case ERROR -> refused(from, frame.getId(), frame.getError());
      case FRAME_NOT_SET -> {}
    }
  }

  private void refused(WsConnection from, String id, io.chat4all.protocol.v1.Error error) {
    boolean stops = error.getCode().equals(SHUTTING_DOWN);
    if (stops && from.equals(connection)) {
      connection = null;
    }
    if (id.equals(SYNC)) {
      from.end("sync refused " + error.getCode());
    } else if (unanswered.containsKey(id)) {
      answer(id, of(error));
    } else if (!stops) {
      journal.disconnected("ws frame refused " + error.getCode());
    }
  }

  private void event(WsConnection from, Event event) {
    if (event.hasMessage()) {
      var message = event.getMessage();
      journal.told(user.number(), message, syncing, now.getAsLong());
      if (!syncing && membership.isBehind(message.getConversationId(), message.getSeq())) {
        sync(from);
      }
    }
  }

  private void heartbeat(WsConnection from, Heartbeat heartbeat) {
    boolean behind =
        heartbeat.getHeadsList().stream()
            .anyMatch(head -> membership.isBehind(head.getConversationId(), head.getSeq()));
    if (behind && !syncing) {
      sync(from);
    }
  }

  /// The caller may be the reader of the socket, which must not wait for a write.
  private void sync(WsConnection over) {
    syncing = true;
    var sync = Sync.newBuilder();
    membership
        .cursors()
        .forEach((id, seq) ->
            sync.addCursors(Cursor.newBuilder().setConversationId(id).setAfterSeq(seq)));
    var frame = ClientFrame.newBuilder().setId(SYNC).setSync(sync).build();
    Thread.ofVirtual().name("verify-sync").start(() -> over.say(frame));
  }

  private void answer(String id, Answer answer) {
    var waiting = unanswered.get(id);
    if (waiting != null) {
      var _ = waiting.offer(answer);
    }
  }

  private void failUnanswered() {
    unanswered.values().forEach(waiting -> waiting.offer(BROKE));
  }

  private static Answer of(io.chat4all.protocol.v1.Error error) {
    boolean retryable =
        error.getRetryAfterMs() > 0
            || List.of("unavailable", "overloaded", SHUTTING_DOWN, "rate_limited", "internal")
                .contains(error.getCode());
    return retryable ? new Answer.Retry(error.getCode()) : new Answer.Refused(error.getCode());
  }

  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
