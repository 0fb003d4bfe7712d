package io.chat4all.bench.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.Error;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.ServerFrame;
import java.io.IOException;

/// Writes `send` frames and reads the server's frames of `events.proto` as protobuf, field by
/// field, without building messages. Not thread-safe.
final class ProtoFrames {
  private final SendTemplate template;

  ProtoFrames(MessageCodec codec) {
    template = new SendTemplate(codec, layout(codec.size()));
  }

  /// The bytes of a `send`, valid until the next call.
  byte[] send(int index, ConversationRef conversation, int counter, long dueNanos) {
    return template.fill(index, conversation, counter, dueNanos);
  }

  /// Reads one frame and tells the listener.
  void read(byte[] in, boolean receives, SessionListener listener) throws IOException {
    var proto = CodedInputStream.newInstance(in);
    int index = -1;
    for (int tag = proto.readTag(); tag != 0; tag = proto.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case ServerFrame.ID_FIELD_NUMBER -> {
          int length = proto.readRawVarint32();
          index = length == 8 ? (int) Hex.read(in, proto.getTotalBytesRead(), 8) : -1;
          proto.skipRawBytes(length);
        }
        case ServerFrame.READY_FIELD_NUMBER -> {
          proto.skipField(tag);
          listener.opened();
        }
        case ServerFrame.ACCEPTED_FIELD_NUMBER -> {
          proto.skipField(tag);
          listener.accepted(index);
        }
        case ServerFrame.SYNCED_FIELD_NUMBER -> {
          proto.skipField(tag);
          listener.synced();
        }
        case ServerFrame.ERROR_FIELD_NUMBER ->
            listener.refused(index, Error.parseFrom(proto.readByteArray()).getCode());
        case ServerFrame.EVENT_FIELD_NUMBER -> event(proto, in, receives, listener);
        default -> proto.skipField(tag);
      }
    }
  }

  private static void event(
      CodedInputStream proto, byte[] in, boolean receives, SessionListener listener)
      throws IOException {
    int length = proto.readRawVarint32();
    if (!receives) {
      proto.skipRawBytes(length);
      return;
    }
    int outer = proto.pushLimit(length);
    for (int tag = proto.readTag(); tag != 0; tag = proto.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == Event.MESSAGE_FIELD_NUMBER) {
        message(proto, in, listener);
      } else {
        proto.skipField(tag);
      }
    }
    proto.popLimit(outer);
  }

  private static void message(CodedInputStream proto, byte[] in, SessionListener listener)
      throws IOException {
    long high = 0;
    long low = 0;
    long seq = 0;
    int contentFrom = 0;
    int contentTo = 0;
    int outer = proto.pushLimit(proto.readRawVarint32());
    for (int tag = proto.readTag(); tag != 0; tag = proto.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case Message.MESSAGE_ID_FIELD_NUMBER -> {
          int length = proto.readRawVarint32();
          int at = proto.getTotalBytesRead();
          if (length == MessageCodec.ID_LENGTH) {
            high = Hex.uuidHigh(in, at);
            low = Hex.uuidLow(in, at);
          }
          proto.skipRawBytes(length);
        }
        case Message.SEQ_FIELD_NUMBER -> seq = proto.readInt64();
        case Message.CONTENT_FIELD_NUMBER -> {
          int length = proto.readRawVarint32();
          contentFrom = proto.getTotalBytesRead();
          contentTo = contentFrom + length;
          proto.skipRawBytes(length);
        }
        default -> proto.skipField(tag);
      }
    }
    proto.popLimit(outer);
    listener.pushed(high, low, seq, in, contentFrom, contentTo);
  }

  /// A `ClientFrame` as the generated code writes it, with the template's placeholders in it.
  private static String layout(int size) {
    String index = "i".repeat(8);
    String message = "m".repeat(MessageCodec.ID_LENGTH);
    String conversation = "c".repeat(MessageCodec.ID_LENGTH);
    String text = "t".repeat(size);
    var frame =
        ClientFrame.newBuilder()
            .setId(index)
            .setSend(
                SendMessageRequest.newBuilder()
                    .setMessageId(message)
                    .setConversationId(conversation)
                    .setContent(text))
            .build();
    return new String(frame.toByteArray(), ISO_8859_1)
        .replace(text, String.valueOf(SendTemplate.TEXT))
        .replace(message, String.valueOf(SendTemplate.MESSAGE))
        .replace(conversation, String.valueOf(SendTemplate.CONVERSATION))
        .replace(index, String.valueOf(SendTemplate.INDEX));
  }
}
