package io.chat4all.gateway.socket;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.Watermark;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.query.HistoryQuery;
import io.chat4all.gateway.error.Failures;
import io.chat4all.gateway.wire.EventWire;
import io.chat4all.gateway.wire.Ids;
import io.chat4all.protocol.v1.Cursor;
import io.chat4all.protocol.v1.Head;
import io.chat4all.protocol.v1.ServerFrame;
import io.chat4all.protocol.v1.Synced;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Sends what a client missed, from the history, and lets live events through again after it.
///
/// Waits for the client to read, so that a long history does not overflow the outbox. Live events
/// of the conversation being replayed wait meanwhile, as many as an outbox holds; those of
/// conversations whose turn comes later are dropped, as the history has them by then.
///
/// Thread-safe.
final class Replay {

  private static final int PAGE = 200;
  private static final int MAX_WATERMARKS = 1_000;

  private final SessionHub hub;
  private final SessionPorts ports;

  Replay(SessionHub hub, SessionPorts ports) {
    this.hub = hub;
    this.ports = ports;
  }

  void sync(Session session, String frameId, List<Cursor> cursors) throws InterruptedException {
    var wanted = begin(session, frameId, cursors);
    var synced = Synced.newBuilder();
    for (var cursor : wanted.entrySet()) {
      if (session.hasEnded()) {
        return;
      }
      var conversation = cursor.getKey();
      try {
        long seq = replay(session, conversation, cursor.getValue());
        synced.addHeads(Head.newBuilder().setConversationId(conversation.toString()).setSeq(seq));
      } catch (Gone _) {
        return;
      } catch (RuntimeException e) {
        session.answer(FrameCodec.error(frameId, Failures.of(e, "sync")));
      } finally {
        release(session, conversation);
      }
    }
    session.sendPatiently(
        hub.answer(ServerFrame.newBuilder().setId(frameId).setSynced(synced).build()));
  }

  /// Which conversations are synced from where. The rest is refused, one by one.
  private Map<ConversationId, Long> begin(Session session, String frameId, List<Cursor> cursors) {
    Map<ConversationId, Long> wanted = new LinkedHashMap<>();
    for (int i = 0; i < cursors.size() && !session.hasEnded(); i++) {
      var field = "sync.cursors[" + i + "].conversation_id";
      try {
        var conversation = Ids.conversation(field, cursors.get(i).getConversationId());
        subscribe(session, conversation);
        wanted.merge(conversation, cursors.get(i).getAfterSeq(), Math::min);
      } catch (RuntimeException e) {
        var refusal = Failures.of(e, "sync");
        session.answer(
            FrameCodec.error(
                frameId,
                new ApiException(refusal.code(), refusal.detail(), field, refusal.retryAfter())));
      }
    }
    return wanted;
  }

  /// INVARIANT: a conversation that is new to the session is subscribed to, with its events held
  /// off, before the directory is asked, so that a removal is either in the answer or comes as an
  /// event.
  private void subscribe(Session session, ConversationId conversation) {
    if (session.isSubscribed(conversation)) {
      ports.memberships().require(conversation, session.user());
      session.awaitSync(conversation, hub.conversations());
      return;
    }
    session.awaitSync(conversation, hub.conversations());
    boolean member = false;
    try {
      member = ports.directory().member(conversation, session.user()).isPresent();
    } finally {
      if (!member) {
        session.leave(conversation, hub.conversations());
      }
    }
    if (!member) {
      throw ApiException.notFound("conversation");
    }
  }

  private long replay(Session session, ConversationId conversation, long after)
      throws InterruptedException {
    session.hold(conversation);
    if (after > 0) {
      changes(session, conversation, after);
    }
    long last = messages(session, conversation, after);
    long head = head(conversation);
    // A cursor beyond the head stands for a history that is gone: what comes next is news.
    last = Math.min(last, Math.max(head, 0));
    session.replayed(conversation, last);
    watermarks(session, conversation);
    return last;
  }

  /// Changes since then of messages that the client has; later messages come as they are now.
  private void changes(Session session, ConversationId conversation, long after)
      throws InterruptedException {
    List<Change.Apply> page;
    int skip = 0;
    do {
      page = ports.store().changesSince(conversation, after, skip, PAGE);
      skip += page.size();
      for (var change : page) {
        if (change.targetSeq() <= after) {
          var event = event(change);
          if (event.isPresent()) {
            send(session, new Outgoing.Pushed(event.get(), hub.codec()));
          }
        }
      }
    } while (page.size() == PAGE);
  }

  private long messages(Session session, ConversationId conversation, long after)
      throws InterruptedException {
    long last = after;
    boolean more = true;
    while (more && session.isSubscribed(conversation)) {
      var query =
          new HistoryQuery(OptionalLong.of(last), OptionalLong.empty(), Optional.empty(), PAGE);
      var page = ports.reader().listStored(session.caller(), conversation, query);
      for (var view : page.messages()) {
        var added = new ConversationEvent.MessageAdded(view.message());
        send(session, new Outgoing.Pushed(added, EventWire.of(view), hub.codec()));
        last = view.message().seq();
      }
      more = page.more();
    }
    return last;
  }

  private long head(ConversationId conversation) {
    var head = ports.store().heads(List.of(conversation)).get(conversation);
    return head == null ? 0 : head.seq();
  }

  private void watermarks(Session session, ConversationId conversation)
      throws InterruptedException {
    for (var watermark : ports.store().watermarks(conversation, MAX_WATERMARKS)) {
      for (var event : progress(conversation, watermark, session.user())) {
        send(session, new Outgoing.Pushed(event, hub.codec()));
      }
    }
  }

  private List<ConversationEvent> progress(
      ConversationId conversation, Watermark watermark, UserId reader) {
    var events = new ArrayList<ConversationEvent>();
    var user = watermark.user();
    if (!user.equals(reader)) {
      if (watermark.deliveredSeq() > watermark.readSeq()) {
        events.add(moved(conversation, user, DeliveryStatus.DELIVERED, watermark.deliveredSeq()));
      }
      if (watermark.readSeq() > 0) {
        events.add(moved(conversation, user, DeliveryStatus.READ, watermark.readSeq()));
      }
    }
    if (watermark.readSeq() > 0) {
      events.add(
          new ConversationEvent.ReadMoved(
              conversation, user, watermark.readSeq(), ports.clock().instant()));
    }
    return events;
  }

  private ConversationEvent moved(
      ConversationId conversation, UserId user, DeliveryStatus status, long seq) {
    return new ConversationEvent.StatusMoved(
        conversation,
        user.value(),
        ChannelId.INTERNAL,
        status,
        seq,
        Optional.empty(),
        "",
        List.of(),
        ports.clock().instant());
  }

  private void release(Session session, ConversationId conversation) throws InterruptedException {
    session.hold(conversation);
    for (var waiting = session.releaseHeld(conversation);
        !waiting.isEmpty();
        waiting = session.releaseHeld(conversation)) {
      for (var pushed : waiting) {
        if (!session.sendPatiently(pushed)) {
          return;
        }
      }
    }
  }

  private static void send(Session session, Outgoing frame) throws InterruptedException {
    if (!session.sendPatiently(frame)) {
      throw new Gone();
    }
  }

  private static Optional<ConversationEvent> event(Change.Apply change) {
    return switch (change.fact()) {
      case ConversationFact.MessageEdited(var conversation, var id, var by, var text, var at) ->
          Optional.of(
              new ConversationEvent.MessageEdited(
                  conversation, id, change.targetSeq(), by, text, at));
      case ConversationFact.MessageDeleted(var conversation, var id, var by, var at) ->
          Optional.of(
              new ConversationEvent.MessageDeleted(conversation, id, change.targetSeq(), by, at));
      case ConversationFact.ReactionChanged(
              var conversation,
              var id,
              var by,
              var emoji,
              var added,
              var at) ->
          Optional.of(
              new ConversationEvent.ReactionChanged(
                  conversation, id, change.targetSeq(), by, emoji, added, at));
      case ConversationFact.MemberChanged _, ConversationFact.MessageAccepted _ -> Optional.empty();
    };
  }

  /// The session ended in the middle.
  private static final class Gone extends RuntimeException {
    Gone() {
      super(null, null, false, false);
    }
  }
}
