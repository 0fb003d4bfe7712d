package io.chat4all.client;

import io.chat4all.protocol.v1.Cursor;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.Head;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Turns what the server says into every message once and in order: finds gaps by `seq` and by the
/// heads of heartbeats, and asks for what is missing.
///
/// Not thread-safe: belongs to the thread that reads the session. Survives connections.
final class Inbox {

  /// How much of a conversation is played back that appeared while nobody looked.
  static final int MAX_PLAYBACK = 1_000;

  private static final int CURSORS_PER_SYNC = 1_000;
  private static final Pattern CURSOR = Pattern.compile("cursors\\[(\\d{1,4})]");

  private final Consumer<Event> deliver;
  private final Function<List<Cursor>, String> sync;
  private final Runnable caughtUp;
  private final Map<String, ConversationOrder> orders = new HashMap<>();
  private final Map<String, List<ConversationOrder>> syncs = new HashMap<>();
  private String me = "";
  private boolean discovering;
  private boolean catchingUp;

  /// `sync` sends a frame and answers its id.
  Inbox(Consumer<Event> deliver, Function<List<Cursor>, String> sync, Runnable caughtUp) {
    this.deliver = deliver;
    this.sync = sync;
    this.caughtUp = caughtUp;
  }

  /// Where to start in a conversation that is not known yet.
  void startAt(String conversationId, long seq) {
    orders.computeIfAbsent(conversationId, id -> new ConversationOrder(id, seq));
  }

  /// A conversation that the list shows: at the start its past is past; later it is news.
  void discovered(String conversationId, long lastSeq, boolean atStart) {
    discovering = true;
    var known = orders.get(conversationId);
    if (known == null || known.last() < 0) {
      long start = atStart ? lastSeq : Math.max(0, lastSeq - MAX_PLAYBACK);
      orders.put(conversationId, new ConversationOrder(conversationId, start));
    }
  }

  /// A connection is open: asks for everything since the last one.
  void connected(String userId) {
    me = userId;
    syncs.clear();
    catchingUp = true;
    var known = new ArrayList<ConversationOrder>(orders.size());
    for (var order : orders.values()) {
      order.restart();
      if (order.last() >= 0) {
        known.add(order);
      }
    }
    for (int from = 0; from < known.size(); from += CURSORS_PER_SYNC) {
      request(known.subList(from, Math.min(known.size(), from + CURSORS_PER_SYNC)));
    }
    checkCaughtUp();
  }

  void event(Event event) {
    switch (event.getKindCase()) {
      case MESSAGE -> {
        long seq = event.getMessage().getSeq();
        var order = order(event.getConversationId(), seq);
        order.message(seq, event, deliver);
        fill(order);
      }
      case EDITED -> change(event, event.getEdited().getSeq());
      case DELETED -> change(event, event.getDeleted().getSeq());
      case REACTION -> change(event, event.getReaction().getSeq());
      case MEMBER -> member(event);
      default -> deliver.accept(event);
    }
  }

  void heartbeat(List<Head> heads) {
    for (var head : heads) {
      var order = orders.get(head.getConversationId());
      if (order == null) {
        if (head.getSeq() == 0) {
          continue;
        }
        order = order(head.getConversationId(), head.getSeq());
      }
      if (order.last() < 0) {
        continue;
      }
      order.head(head.getSeq());
      order.syncedFrom = -1;
      fill(order);
    }
  }

  /// The answer to a sync: what is still missing is asked for again.
  void synced(String id, List<Head> heads) {
    var asked = syncs.remove(id);
    if (asked == null) {
      return;
    }
    asked.forEach(order -> order.syncing = false);
    for (var head : heads) {
      var order = orders.get(head.getConversationId());
      if (order != null) {
        order.synced(head.getSeq());
      }
    }
    for (var order : asked) {
      if (!order.hasGap()) {
        order.syncedFrom = -1;
      }
      fill(order);
    }
    checkCaughtUp();
  }

  /// Whether this frame is a sync that was not answered yet.
  boolean isSync(String id) {
    return syncs.containsKey(id);
  }

  /// A sync, or one conversation of it, was refused for good.
  ///
  /// The server names the one it will not sync (`sync.cursors[3].conversation_id`) and goes on with
  /// the others; it is forgotten. When it names none, all are asked for again in two halves, so
  /// that one does not hold up the others. Answers whether the listener need not know of it.
  boolean syncRefused(String id, String field) {
    var asked = syncs.getOrDefault(id, List.of());
    var index = CURSOR.matcher(field);
    if (index.find() && Integer.parseInt(index.group(1)) < asked.size()) {
      forget(asked.get(Integer.parseInt(index.group(1))));
      return false;
    }
    syncs.remove(id);
    asked.forEach(order -> order.syncing = false);
    if (asked.size() == 1) {
      forget(asked.getFirst());
    } else if (asked.size() > 1) {
      request(asked.subList(0, asked.size() / 2));
      request(asked.subList(asked.size() / 2, asked.size()));
    }
    checkCaughtUp();
    return asked.size() > 1;
  }

  private void forget(ConversationOrder order) {
    orders.remove(order.conversationId, order);
  }

  private void change(Event event, long seq) {
    var order = orders.get(event.getConversationId());
    if (order == null) {
      deliver.accept(event);
    } else {
      order.change(seq, event, deliver);
      fill(order);
    }
  }

  private void member(Event event) {
    var id = event.getConversationId();
    if (event.getMember().getUserId().equals(me)) {
      if (event.getMember().getRole().isEmpty()) {
        orders.remove(id);
      } else {
        // Its next message tells where it is; what was before is not news.
        startAt(id, -1);
      }
    }
    deliver.accept(event);
  }

  /// The order of a conversation of which this `seq` exists.
  private ConversationOrder order(String conversationId, long seq) {
    var order = orders.get(conversationId);
    if (order == null) {
      // All were listed before the connection opened: this one is new, and so is its beginning.
      long before = discovering ? Math.max(0, seq - 1 - MAX_PLAYBACK) : seq - 1;
      order = new ConversationOrder(conversationId, before);
      orders.put(conversationId, order);
    }
    return order;
  }

  private void fill(ConversationOrder order) {
    boolean forgotten = !order.equals(orders.get(order.conversationId));
    if (order.hasGap() && !order.syncing && order.syncedFrom != order.last() && !forgotten) {
      request(List.of(order));
    }
  }

  private void request(List<ConversationOrder> missing) {
    var cursors = new ArrayList<Cursor>(missing.size());
    for (var order : missing) {
      order.syncing = true;
      order.syncedFrom = order.last();
      cursors.add(
          Cursor.newBuilder()
              .setConversationId(order.conversationId)
              .setAfterSeq(order.last())
              .build());
    }
    syncs.put(sync.apply(cursors), List.copyOf(missing));
  }

  private void checkCaughtUp() {
    if (catchingUp && syncs.isEmpty()) {
      catchingUp = false;
      caughtUp.run();
    }
  }
}
