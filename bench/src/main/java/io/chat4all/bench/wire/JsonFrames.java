package io.chat4all.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// Reads the server frames of `chat4all.v1.json` (the proto3 JSON of `events.proto`) and tells a
/// listener. Keys may come in any order, and unknown ones are skipped.
///
/// Not thread-safe: one per loop.
final class JsonFrames {
  private static final byte[] ID = "id".getBytes(US_ASCII);
  private static final byte[] ACCEPTED = "accepted".getBytes(US_ASCII);
  private static final byte[] EVENT = "event".getBytes(US_ASCII);
  private static final byte[] ERROR = "error".getBytes(US_ASCII);
  private static final byte[] READY = "ready".getBytes(US_ASCII);
  private static final byte[] SYNCED = "synced".getBytes(US_ASCII);
  private static final byte[] MESSAGE = "message".getBytes(US_ASCII);
  private static final byte[] MESSAGE_ID = "message_id".getBytes(US_ASCII);
  private static final byte[] SEQ = "seq".getBytes(US_ASCII);
  private static final byte[] CONTENT = "content".getBytes(US_ASCII);
  private static final byte[] CODE = "code".getBytes(US_ASCII);

  private enum Kind {
    OTHER,
    ACCEPTED,
    ERROR,
    READY,
    SYNCED
  }

  private final JsonScanner json = new JsonScanner();

  /// Reads one frame. Throws [IllegalStateException] when it is not JSON.
  void read(byte[] in, int from, int to, boolean receives, SessionListener listener) {
    json.reset(in, from, to);
    json.enter();
    int index = -1;
    var kind = Kind.OTHER;
    String code = "";
    while (json.nextKey()) {
      if (json.is(ID)) {
        json.string();
        index = json.to() - json.from() == 8 ? (int) Hex.read(in, json.from(), 8) : -1;
      } else if (json.is(EVENT)) {
        if (receives) {
          event(in, listener);
        }
        return;
      } else if (json.is(ERROR)) {
        kind = Kind.ERROR;
        code = code();
      } else {
        kind = kind();
        json.skip();
      }
    }
    tell(kind, index, code, listener);
  }

  private Kind kind() {
    if (json.is(ACCEPTED)) {
      return Kind.ACCEPTED;
    }
    if (json.is(READY)) {
      return Kind.READY;
    }
    return json.is(SYNCED) ? Kind.SYNCED : Kind.OTHER;
  }

  private static void tell(Kind kind, int index, String code, SessionListener listener) {
    switch (kind) {
      case ACCEPTED -> listener.accepted(index);
      case ERROR -> listener.refused(index, code);
      case READY -> listener.opened();
      case SYNCED -> listener.synced();
      case OTHER -> {}
    }
  }

  private String code() {
    String code = "";
    json.enter();
    while (json.nextKey()) {
      if (json.is(CODE)) {
        json.string();
        code = json.text();
      } else {
        json.skip();
      }
    }
    return code;
  }

  private void event(byte[] in, SessionListener listener) {
    json.enter();
    while (json.nextKey()) {
      if (json.is(MESSAGE)) {
        message(in, listener);
        return;
      }
      json.skip();
    }
  }

  private void message(byte[] in, SessionListener listener) {
    long high = 0;
    long low = 0;
    long seq = 0;
    int contentFrom = 0;
    int contentTo = 0;
    json.enter();
    while (json.nextKey()) {
      if (json.is(MESSAGE_ID)) {
        json.string();
        high = uuidHigh(in);
        low = uuidLow(in);
      } else if (json.is(SEQ)) {
        seq = json.number();
      } else if (json.is(CONTENT)) {
        json.string();
        contentFrom = json.from();
        contentTo = json.to();
      } else {
        json.skip();
      }
    }
    listener.pushed(high, low, seq, in, contentFrom, contentTo);
  }

  private long uuidHigh(byte[] in) {
    return json.to() - json.from() == MessageCodec.ID_LENGTH ? Hex.uuidHigh(in, json.from()) : 0;
  }

  private long uuidLow(byte[] in) {
    return json.to() - json.from() == MessageCodec.ID_LENGTH ? Hex.uuidLow(in, json.from()) : 0;
  }
}
