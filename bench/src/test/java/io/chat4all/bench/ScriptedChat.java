package io.chat4all.bench;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/// Conversations in memory that break by script. Used on one thread.
final class ScriptedChat {
  static final String DROPPED = "dropped";

  private static final Pattern CURSOR =
      Pattern.compile("\"conversation_id\":\"([^\"]+)\",\"after_seq\":(\\d+)");

  private final IntFunction<Fault> script;
  private final Map<String, Room> rooms = new LinkedHashMap<>();
  private final Map<String, List<Subscriber>> subscribers = new HashMap<>();
  private int received;

  ScriptedChat(IntFunction<Fault> script) {
    this.script = script;
  }

  static String field(String json, String name) {
    var found = Pattern.compile("\"" + name + "\":\\s*\"([^\"]*)\"").matcher(json);
    return found.find() ? found.group(1) : "";
  }

  void join(String user, Subscriber subscriber) {
    subscribers.computeIfAbsent(user, _ -> new ArrayList<>()).add(subscriber);
  }

  void leave(String user, Subscriber subscriber) {
    subscribers.getOrDefault(user, new ArrayList<>()).remove(subscriber);
  }

  String newConversation(String owner, String request) {
    var other = Pattern.compile("\"members\":\\[\"([^\"]+)\"").matcher(request);
    String id = UUID.randomUUID().toString();
    rooms.put(id, new Room(id, other.find() ? List.of(owner, other.group(1)) : List.of(owner)));
    return id;
  }

  /// The code of the refusal; empty when it was accepted.
  String send(String request, Subscriber sender) {
    var room = rooms.get(field(request, "conversation_id"));
    if (room == null) {
      return "not_found";
    }
    String messageId = field(request, "message_id");
    if (room.seen.contains(messageId)) {
      return "";
    }
    var fault = script.apply(received++);
    var message = new Row(messageId, field(request, "content"));
    switch (fault) {
      case REFUSE -> {
        return "unavailable";
      }
      case LOSE -> {
        return "";
      }
      case SWAP -> {
        room.held.add(message);
        return "";
      }
      case STALL -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      default -> {}
    }
    room.seen.add(messageId);
    store(room, message, fault);
    room.releaseHeld().forEach(held -> store(room, held, Fault.NONE));
    if (fault == Fault.DROP_SENDER) {
      sender.drop();
      return DROPPED;
    }
    return "";
  }

  void sync(String request, Subscriber subscriber) {
    var cursors = CURSOR.matcher(request);
    while (cursors.find()) {
      var room = rooms.get(cursors.group(1));
      if (room != null) {
        for (var row : room.rows) {
          if (row.seq > Long.parseLong(cursors.group(2))) {
            subscriber.push(room.event(row));
          }
        }
      }
    }
  }

  String history(String path, QueryStringDecoder query) {
    var room = rooms.get(path.split("/", -1)[3]);
    int limit =
        Integer.parseInt(query.parameters().getOrDefault("limit", List.of("100")).getFirst());
    long after =
        Long.parseLong(query.parameters().getOrDefault("after_seq", List.of("0")).getFirst());
    var page = new ArrayList<String>();
    if (room != null) {
      for (var row : room.rows) {
        if (row.seq > after && page.size() < limit) {
          page.add(row.json());
        }
      }
    }
    return "[" + String.join(", ", page) + "]";
  }

  private void store(Room room, Row row, Fault fault) {
    if (fault == Fault.SKIP_SEQ) {
      room.lastSeq++;
    }
    row.seq = ++room.lastSeq;
    room.rows.add(row);
    if (fault == Fault.CORRUPT) {
      row.stored = row.content.replace('x', 'y').replace("fox", "cat");
    }
    if (fault == Fault.STORE_TWICE) {
      var twin = new Row(row.messageId, row.content);
      twin.seq = ++room.lastSeq;
      room.rows.add(twin);
    }
    String recipient = room.members.getLast();
    for (var subscriber : List.copyOf(subscribers.getOrDefault(recipient, List.of()))) {
      switch (fault) {
        case LOSE_PUSH -> {}
        case DROP_RECIPIENT -> subscriber.drop();
        case CLOSE_RECIPIENT -> subscriber.close();
        case PUSH_TWICE -> {
          subscriber.push(room.event(row));
          subscriber.push(room.event(row));
        }
        default -> subscriber.push(room.event(row));
      }
    }
  }

  /// Somebody who receives events.
  interface Subscriber {
    void push(String event);

    void drop();

    void close();
  }

  private static final class Room {
    private final String id;
    private final List<String> members;
    private final List<Row> rows = new ArrayList<>();
    private final List<Row> held = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private long lastSeq;

    Room(String id, List<String> members) {
      this.id = id;
      this.members = members;
    }

    List<Row> releaseHeld() {
      var released = List.copyOf(held);
      held.clear();
      return released;
    }

    /// Keys in another order than the contract's, and some that the bench does not know.
    String event(Row row) {
      return "{\"event\": {\"at\":\"now\",\"message\":"
          + row.json()
          + ",\"conversation_id\":\""
          + id
          + "\"},\"id\":\"\"}";
    }
  }

  private static final class Row {
    private final String messageId;
    private final String content;
    private String stored;
    private long seq;

    Row(String messageId, String content) {
      this.messageId = messageId;
      this.content = content;
      this.stored = content;
    }

    String json() {
      return "{\"metadata\":{\"a\":[1,{\"b\":\"\\\"}\"}]},\"seq\":\""
          + seq
          + "\",\"content\":\""
          + stored
          + "\",\"status\":\"SENT\",\"message_id\":\""
          + messageId
          + "\"}";
    }
  }
}
