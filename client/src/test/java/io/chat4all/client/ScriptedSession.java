package io.chat4all.client;

import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.Cursor;
import io.chat4all.protocol.v1.Error;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.Head;
import io.chat4all.protocol.v1.Heartbeat;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.Ready;
import io.chat4all.protocol.v1.SendMessageResponse;
import io.chat4all.protocol.v1.ServerFrame;
import io.chat4all.protocol.v1.Synced;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The server's side of one live session, moved step by step by a test. Thread-safe.
public final class ScriptedSession implements StreamObserver<ClientFrame> {

  private final StreamObserver<ServerFrame> answers;
  private final BlockingQueue<ClientFrame> frames = new LinkedBlockingQueue<>();

  ScriptedSession(StreamObserver<ServerFrame> answers) {
    this.answers = answers;
  }

  @Override
  public void onNext(ClientFrame frame) {
    frames.add(frame);
  }

  @Override
  public void onError(Throwable failure) {}

  @Override
  public void onCompleted() {
    answers.onCompleted();
  }

  /// The next frame of the client.
  public ClientFrame next() throws InterruptedException {
    var frame = frames.poll(10, TimeUnit.SECONDS);
    if (frame == null) {
      throw new AssertionError("no frame within 10 s");
    }
    return frame;
  }

  /// The next frame that is of this kind; others are passed over.
  public ClientFrame next(ClientFrame.FrameCase kind) throws InterruptedException {
    while (true) {
      var frame = next();
      if (frame.getFrameCase() == kind) {
        return frame;
      }
    }
  }

  /// The frames that have come and were not taken.
  public int waiting() {
    return frames.size();
  }

  public void ready(String userId) {
    say(
        ServerFrame.newBuilder()
            .setReady(
                Ready.newBuilder()
                    .setSessionId("session")
                    .setUserId(userId)
                    .setHeartbeatSeconds(20))
            .build());
  }

  /// Says that this message is in the history; its text is `text <seq>`.
  public void message(String conversationId, long seq) {
    event(
        Event.newBuilder()
            .setConversationId(conversationId)
            .setMessage(
                Message.newBuilder()
                    .setConversationId(conversationId)
                    .setMessageId(MessageIds.next(() -> Instant.EPOCH))
                    .setSeq(seq)
                    .setSenderId("maria")
                    .setType("text")
                    .setContent("text " + seq))
            .build());
  }

  public void event(Event event) {
    say(ServerFrame.newBuilder().setEvent(event).build());
  }

  public void accept(ClientFrame send) {
    say(
        ServerFrame.newBuilder()
            .setId(send.getId())
            .setAccepted(
                SendMessageResponse.newBuilder()
                    .setStatus("accepted")
                    .setMessageId(send.getSend().getMessageId())
                    .setConversationId(send.getSend().getConversationId()))
            .build());
  }

  public void refuse(ClientFrame frame, String code, int retryAfterMs) {
    refuse(frame, code, retryAfterMs, "");
  }

  /// The same, naming the field at fault.
  public void refuse(ClientFrame frame, String code, int retryAfterMs, String field) {
    say(
        ServerFrame.newBuilder()
            .setId(frame.getId())
            .setError(
                Error.newBuilder()
                    .setCode(code)
                    .setMessage("refused: " + code)
                    .setField(field)
                    .setRetryAfterMs(retryAfterMs))
            .build());
  }

  /// Answers a sync: each of its conversations is at this `seq`.
  public void synced(ClientFrame sync, long head) {
    var synced = Synced.newBuilder();
    for (Cursor cursor : sync.getSync().getCursorsList()) {
      synced.addHeads(head(cursor.getConversationId(), head));
    }
    say(ServerFrame.newBuilder().setId(sync.getId()).setSynced(synced).build());
  }

  public void heartbeat(String conversationId, long head) {
    say(
        ServerFrame.newBuilder()
            .setHeartbeat(Heartbeat.newBuilder().addAllHeads(List.of(head(conversationId, head))))
            .build());
  }

  /// Ends the session with this status.
  public void fail(Throwable status) {
    synchronized (answers) {
      answers.onError(status);
    }
  }

  private void say(ServerFrame frame) {
    synchronized (answers) {
      answers.onNext(frame);
    }
  }

  private static Head head(String conversationId, long seq) {
    return Head.newBuilder().setConversationId(conversationId).setSeq(seq).build();
  }
}
