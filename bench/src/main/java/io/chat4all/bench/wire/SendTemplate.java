package io.chat4all.bench.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of a `send`, laid out once; each message overwrites its own places.
///
/// A layout is bytes as ISO-8859-1 text, with a placeholder beyond that alphabet for each such
/// place. Not thread-safe: the bytes are valid until the next [#fill].
final class SendTemplate {
  /// Stands in the layout for the number of the message, 8 hexadecimal digits.
  static final char INDEX = '\ue001';

  /// Stands for the message's id.
  static final char MESSAGE = '\ue002';

  /// Stands for the conversation's id.
  static final char CONVERSATION = '\ue003';

  /// Stands for the text.
  static final char TEXT = '\ue004';

  private final MessageCodec codec;
  private final byte[] bytes;
  private int indexAt = -1;
  private int messageAt;
  private int conversationAt;
  private int textAt;

  SendTemplate(MessageCodec codec, String layout) {
    this.codec = codec;
    var laidOut = new StringBuilder();
    for (int i = 0; i < layout.length(); i++) {
      place(layout.charAt(i), laidOut);
    }
    bytes = laidOut.toString().getBytes(StandardCharsets.ISO_8859_1);
    codec.writeFiller(bytes, textAt);
  }

  /// The bytes for this message; the same array every time.
  byte[] fill(int index, ConversationRef conversation, int counter, long dueNanos) {
    if (indexAt >= 0) {
      Hex.write(bytes, indexAt, index, 8);
    }
    codec.writeId(bytes, messageAt, index, dueNanos);
    System.arraycopy(conversation.id(), 0, bytes, conversationAt, MessageCodec.ID_LENGTH);
    codec.writeHeader(bytes, textAt, conversation.number(), counter, dueNanos);
    return bytes;
  }

  private void place(char c, StringBuilder laidOut) {
    int width =
        switch (c) {
          case INDEX -> 8;
          case MESSAGE, CONVERSATION -> MessageCodec.ID_LENGTH;
          case TEXT -> codec.size();
          default -> 0;
        };
    if (width == 0) {
      laidOut.append(c);
      return;
    }
    int at = laidOut.length();
    switch (c) {
      case INDEX -> indexAt = at;
      case MESSAGE -> messageAt = at;
      case CONVERSATION -> conversationAt = at;
      default -> textAt = at;
    }
    var filler = new char[width];
    Arrays.fill(filler, '0');
    laidOut.append(filler);
  }
}
