package io.chat4all.gateway.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Message;
import io.chat4all.core.error.ApiException;
import io.chat4all.protocol.json.JsonFormatException;
import io.chat4all.protocol.json.ProtoJson;
import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.Error;
import io.chat4all.protocol.v1.ServerFrame;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/// Frames as bytes. Thread-safe.
final class FrameCodec {

  private static final int FIN_TEXT = 0x81;
  private static final int FIN_CLOSE = 0x88;
  private static final int FIN_PING = 0x89;
  private static final int FIN_PONG = 0x8A;
  private static final int MAX_ID = 64;
  private static final JsonFactory PARSERS = new JsonFactory();

  private final ProtoJson json = new ProtoJson();
  private final LongAdder encodings = new LongAdder();

  byte[] json(Message message) {
    encodings.increment();
    return json.write(message);
  }

  ClientFrame read(byte[] text) throws JsonFormatException {
    return json.read(text, ClientFrame.getDefaultInstance());
  }

  /// How many messages were turned into JSON.
  long encodings() {
    return encodings.sum();
  }

  /// The id of a frame that cannot be read as a whole, so that its error can be matched; nothing
  /// when it is missing, no short string, or comes after the fault.
  static String idOf(byte[] text) {
    try (var parser = PARSERS.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "";
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isId = parser.currentName().equals("id");
        if (parser.nextToken() == JsonToken.VALUE_STRING && isId) {
          var id = parser.getText();
          return id.length() <= MAX_ID ? id : "";
        }
        parser.skipChildren();
      }
      return "";
    } catch (IOException | IllegalStateException _) {
      return "";
    }
  }

  static ServerFrame error(String id, ApiException refusal) {
    return ServerFrame.newBuilder()
        .setId(id)
        .setError(
            Error.newBuilder()
                .setCode(refusal.code().code())
                .setMessage(refusal.detail())
                .setField(refusal.field())
                .setRetryAfterMs((int) refusal.retryAfter().toMillis()))
        .build();
  }

  /// A text message in one WebSocket frame (RFC 6455, 5.2), as a server sends it: not masked, and
  /// so the same bytes for every client.
  static byte[] webSocketText(byte[]... parts) {
    return webSocket(FIN_TEXT, parts);
  }

  static byte[] webSocketPing() {
    return webSocket(FIN_PING);
  }

  static byte[] webSocketPong(byte[] payload) {
    return webSocket(FIN_PONG, payload);
  }

  static byte[] webSocketClose(int code, String reason) {
    return webSocket(
        FIN_CLOSE, new byte[] {(byte) (code >> 8), (byte) code}, reason.getBytes(UTF_8));
  }

  private static byte[] webSocket(int first, byte[]... parts) {
    int length = 0;
    for (var part : parts) {
      length += part.length;
    }
    int extended = length < 126 ? 0 : length < 1 << 16 ? 2 : 8;
    var frame = new byte[2 + extended + length];
    frame[0] = (byte) first;
    frame[1] = (byte) (extended == 0 ? length : extended == 2 ? 126 : 127);
    for (int i = 0; i < Math.min(extended, Integer.BYTES); i++) {
      frame[1 + extended - i] = (byte) (length >> (8 * i));
    }
    int at = 2 + extended;
    for (var part : parts) {
      System.arraycopy(part, 0, frame, at, part.length);
      at += part.length;
    }
    return frame;
  }
}
