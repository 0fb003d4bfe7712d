package io.chat4all.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// Walks over a page of history, a JSON array of messages.
///
/// Not thread-safe.
public final class HistoryRows {
  private static final byte[] MESSAGE_ID = "message_id".getBytes(US_ASCII);
  private static final byte[] SEQ = "seq".getBytes(US_ASCII);
  private static final byte[] CONTENT = "content".getBytes(US_ASCII);

  private final byte[] page;
  private final JsonScanner json = new JsonScanner();
  private long high;
  private long low;
  private long seq;
  private int contentFrom;
  private int contentTo;

  public HistoryRows(byte[] page) {
    this.page = page;
    json.reset(page, 0, page.length);
    json.enter();
  }

  /// Steps to the next message; false at the end.
  public boolean next() {
    if (!json.nextElement()) {
      return false;
    }
    high = low = seq = 0;
    contentFrom = contentTo = 0;
    json.enter();
    while (json.nextKey()) {
      if (json.is(MESSAGE_ID)) {
        json.string();
        if (json.to() - json.from() == MessageCodec.ID_LENGTH) {
          high = Hex.uuidHigh(page, json.from());
          low = Hex.uuidLow(page, json.from());
        }
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
    return true;
  }

  /// Upper half of the message's id; 0 when it is no UUID.
  public long idHigh() {
    return high;
  }

  /// Lower half of the message's id.
  public long idLow() {
    return low;
  }

  /// The message's place in its conversation.
  public long seq() {
    return seq;
  }

  /// The page, for [#contentFrom] and [#contentTo].
  public byte[] bytes() {
    return page;
  }

  /// First byte of the raw text.
  public int contentFrom() {
    return contentFrom;
  }

  /// Byte after the raw text.
  public int contentTo() {
    return contentTo;
  }
}
