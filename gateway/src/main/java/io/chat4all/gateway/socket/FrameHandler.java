package io.chat4all.gateway.socket;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.intake.SendCallback;
import io.chat4all.core.log.AppendCallback;
import io.chat4all.core.log.ConversationEvent.TypingChanged;
import io.chat4all.core.message.MessageKey;
import io.chat4all.gateway.error.Failures;
import io.chat4all.gateway.socket.Lane.Input;
import io.chat4all.gateway.wire.FieldRules;
import io.chat4all.gateway.wire.Ids;
import io.chat4all.gateway.wire.SendRequests;
import io.chat4all.protocol.json.JsonFormatException;
import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.ClientFrame.FrameCase;
import io.chat4all.protocol.v1.Cursor;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.ServerFrame;
import io.chat4all.protocol.v1.Sync;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what clients say in their frames, on the virtual thread of the session's lane; a sync goes
/// on beside it.
///
/// Thread-safe.
final class FrameHandler {

  private static final Logger log = LoggerFactory.getLogger(FrameHandler.class);
  private static final Sync SAMPLE =
      Sync.newBuilder()
          .addCursors(Cursor.newBuilder().setConversationId(new UUID(1, 1).toString()))
          .build();

  private final SessionHub hub;
  private final SessionPorts ports;
  private final Replay replay;
  private final FieldRules rules = new FieldRules();

  FrameHandler(SessionHub hub, SessionPorts ports) {
    this.hub = hub;
    this.ports = ports;
    this.replay = new Replay(hub, ports);
  }

  /// Compiles the rules of frames, which takes some 100 ms, before the first one comes.
  void warm() {
    try {
      rules.check(
          ClientFrame.newBuilder()
              .setSend(SendMessageRequest.newBuilder().setContent("warm"))
              .build());
      rules.check(ClientFrame.newBuilder().setSync(SAMPLE).build());
    } catch (ApiException e) {
      log.warn("Rules not compiled ahead", e);
    }
  }

  void handle(Session session, Input input) {
    switch (input) {
      case Input.Token(var token) -> open(session, token);
      case Input.Text(var bytes) -> read(session, bytes);
      case Input.Frame(var frame) -> handle(session, frame);
      case Input.Broken(var cause, var fatal) -> {
        if (fatal) {
          session.end(Ending.of(cause));
        } else {
          session.answer(FrameCodec.error("", cause));
        }
      }
    }
  }

  private void open(Session session, String token) {
    try {
      hub.open(session, token);
    } catch (RuntimeException e) {
      session.end(Ending.of(Failures.of(e, "open a session")));
    }
  }

  private void read(Session session, byte[] bytes) {
    ClientFrame frame;
    try {
      frame = hub.codec().read(bytes);
    } catch (JsonFormatException e) {
      var refusal = Failures.of(e, "frame");
      if (session.isOpen()) {
        session.answer(FrameCodec.error(FrameCodec.idOf(bytes), refusal));
      } else {
        session.end(Ending.of(refusal));
      }
      return;
    }
    handle(session, frame);
  }

  private void handle(Session session, ClientFrame frame) {
    if (!session.isOpen()) {
      authenticate(session, frame);
      return;
    }
    try {
      rules.check(frame);
      act(session, frame);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      session.answer(FrameCodec.error(shortened(frame.getId()), Failures.of(e, "frame")));
    }
  }

  private void authenticate(Session session, ClientFrame frame) {
    if (session.hasEnded()) {
      return;
    }
    if (frame.getFrameCase() == FrameCase.AUTHENTICATE) {
      open(session, frame.getAuthenticate().getAccessToken());
    } else {
      session.end(
          Ending.of(
              ErrorCode.UNAUTHENTICATED, "no token (expected: authenticate as the first frame)"));
    }
  }

  private void act(Session session, ClientFrame frame) throws InterruptedException {
    var caller = session.caller();
    switch (frame.getFrameCase()) {
      case AUTHENTICATE ->
          throw ApiException.invalid("authenticate", "authenticate: the session is open already");
      case SEND -> send(session, caller, frame);
      case ACK -> {
        var ack = frame.getAck();
        var conversation = Ids.conversation("ack.conversation_id", ack.getConversationId());
        receipt(
            session,
            frame,
            answer -> ports.receipts().ack(caller, conversation, ack.getSeq(), answer));
      }
      case READ -> {
        var read = frame.getRead();
        var conversation = Ids.conversation("read.conversation_id", read.getConversationId());
        receipt(
            session,
            frame,
            answer -> ports.receipts().read(caller, conversation, read.getSeq(), answer));
      }
      case TYPING -> {
        var typing = frame.getTyping();
        var conversation = Ids.conversation("typing.conversation_id", typing.getConversationId());
        typing(caller, conversation, typing.getActive());
      }
      case SYNC -> sync(session, frame.getId(), frame.getSync().getCursorsList());
      case FRAME_NOT_SET ->
          throw ApiException.invalid("frame", "frame: missing (expected: one that is known)");
    }
  }

  private void sync(Session session, String frameId, List<Cursor> cursors)
      throws InterruptedException {
    session
        .syncs()
        .start(() -> {
          try {
            replay.sync(session, frameId, cursors);
          } catch (RuntimeException e) {
            session.answer(FrameCodec.error(frameId, Failures.of(e, "sync")));
          }
        });
  }

  private void send(Session session, Caller caller, ClientFrame frame) {
    var answer = new SendAnswer(hub, session, frame.getId());
    session.lane().began();
    try {
      ports.sendLimit().check(caller);
      ports.messages().send(caller, ports.sends().command(caller, frame.getSend()), answer);
    } catch (RuntimeException e) {
      answer.refused(within("send", Failures.of(e, "send")));
    }
  }

  private void receipt(Session session, ClientFrame frame, Receipt receipt) {
    var answer = new ReceiptAnswer(session, frame.getId());
    session.lane().began();
    try {
      receipt.append(answer);
    } catch (RuntimeException e) {
      answer.failed(Failures.of(e, "receipt"));
    }
  }

  private void typing(Caller caller, ConversationId conversation, boolean active) {
    ports.memberships().require(conversation, caller.id());
    ports
        .events()
        .publishFleeting(
            new TypingChanged(conversation, caller.id(), active, ports.clock().instant()));
  }

  private static ApiException within(String frame, ApiException e) {
    return e.field().isEmpty()
        ? e
        : new ApiException(e.code(), e.detail(), frame + "." + e.field(), e.retryAfter());
  }

  private static String shortened(String id) {
    return id.length() <= 64 ? id : id.substring(0, 64);
  }

  private interface Receipt {
    void append(AppendCallback answer);
  }

  private record SendAnswer(SessionHub hub, Session session, String id) implements SendCallback {
    @Override
    public void accepted(MessageKey message) {
      hub.messageAccepted();
      session.answer(
          ServerFrame.newBuilder().setId(id).setAccepted(SendRequests.accepted(message)).build());
      session.lane().answered();
    }

    @Override
    public void refused(ApiException cause) {
      session.answer(FrameCodec.error(id, cause));
      session.lane().answered();
    }
  }

  private record ReceiptAnswer(Session session, String id) implements AppendCallback {
    @Override
    public void acknowledged() {
      session.lane().answered();
    }

    @Override
    public void failed(ApiException cause) {
      session.answer(FrameCodec.error(id, cause));
      session.lane().answered();
    }
  }
}
