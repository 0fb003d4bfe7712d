package io.chat4all.gateway.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.protobuf.Message;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.gateway.socket.Transport.Form;
import io.chat4all.gateway.wire.EventWire;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.ServerFrame;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A frame on its way to clients, in every form that one of them asked for.
///
/// INVARIANT: encoded, once per form, by the one thread that puts it into outboxes; others read it
/// only after they took it out of one.
abstract sealed class Outgoing {

  private byte @Nullable [] webSocket;
  private byte @Nullable [] serverSent;
  private @Nullable ServerFrame frame;

  /// Makes the form, if this was not done before, and answers its size in bytes.
  final int encode(Form form) {
    return switch (form) {
      case WEB_SOCKET -> {
        if (webSocket == null) {
          webSocket = encodeWebSocket();
        }
        yield webSocket.length;
      }
      case SERVER_SENT_EVENTS -> {
        if (serverSent == null) {
          serverSent = encodeServerSent();
        }
        yield serverSent.length;
      }
      case GRPC -> {
        if (frame == null) {
          frame = makeFrame();
        }
        yield frame.getSerializedSize();
      }
    };
  }

  /// The bytes of a form that was encoded.
  final byte[] bytes(Form form) {
    return requireNonNull(form == Form.WEB_SOCKET ? webSocket : serverSent, "not encoded");
  }

  /// The frame, once the gRPC form was encoded. Shared as it is: writing one of 400 bytes takes
  /// 0.15 µs, less than copying pre-encoded bytes through a marshaller.
  final ServerFrame frame() {
    return requireNonNull(frame, "not encoded");
  }

  abstract byte[] encodeWebSocket();

  abstract byte[] encodeServerSent();

  abstract ServerFrame makeFrame();

  private static byte[] serverSent(String kind, String id, byte[] data) {
    var head = "event: " + kind + (id.isEmpty() ? "" : "\nid: " + id) + "\ndata: ";
    var start = head.getBytes(UTF_8);
    var bytes = new byte[start.length + data.length + 2];
    System.arraycopy(start, 0, bytes, 0, start.length);
    System.arraycopy(data, 0, bytes, start.length, data.length);
    bytes[bytes.length - 2] = '\n';
    bytes[bytes.length - 1] = '\n';
    return bytes;
  }

  /// An event, mapped and encoded when the first session wants it.
  static final class Pushed extends Outgoing {

    private static final byte[] BEFORE = "{\"id\":\"\",\"event\":".getBytes(UTF_8);
    private static final byte[] AFTER = "}".getBytes(UTF_8);

    private final ConversationEvent event;
    private final FrameCodec codec;
    private @Nullable Event wire;
    private byte @Nullable [] json;

    Pushed(ConversationEvent event, FrameCodec codec) {
      this.event = event;
      this.codec = codec;
    }

    /// A message of the history, with a status of its own.
    Pushed(ConversationEvent event, Event wire, FrameCodec codec) {
      this(event, codec);
      this.wire = wire;
    }

    ConversationEvent event() {
      return event;
    }

    @Override
    byte[] encodeWebSocket() {
      return FrameCodec.webSocketText(BEFORE, json(), AFTER);
    }

    @Override
    byte[] encodeServerSent() {
      var kind = wire().getKindCase().name().toLowerCase(Locale.ROOT);
      var id =
          event instanceof ConversationEvent.MessageAdded(var message)
              ? message.conversation() + ":" + message.seq()
              : "";
      return serverSent(kind, id, json());
    }

    @Override
    ServerFrame makeFrame() {
      return ServerFrame.newBuilder().setEvent(wire()).build();
    }

    private Event wire() {
      if (wire == null) {
        wire = EventWire.of(event);
      }
      return wire;
    }

    private byte[] json() {
      if (json == null) {
        json = codec.json(wire());
      }
      return json;
    }
  }

  /// Any other frame.
  static final class Answer extends Outgoing {

    private static final byte[] COMMENT = ": heartbeat\n\n".getBytes(UTF_8);

    private final ServerFrame frame;
    private final FrameCodec codec;

    Answer(ServerFrame frame, FrameCodec codec) {
      this.frame = frame;
      this.codec = codec;
    }

    @Override
    byte[] encodeWebSocket() {
      return FrameCodec.webSocketText(codec.json(frame));
    }

    @Override
    byte[] encodeServerSent() {
      if (frame.hasHeartbeat()) {
        return COMMENT;
      }
      var field = requireNonNull(frame.getOneofFieldDescriptor(ONEOF));
      return serverSent(field.getName(), "", codec.json((Message) frame.getField(field)));
    }

    @Override
    ServerFrame makeFrame() {
      return frame;
    }

    private static final com.google.protobuf.Descriptors.OneofDescriptor ONEOF =
        ServerFrame.getDescriptor().getOneofs().getFirst();
  }

  /// A ping or pong of the WebSocket itself.
  static final class Control extends Outgoing {

    private final byte[] bytes;

    Control(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    byte[] encodeWebSocket() {
      return bytes;
    }

    @Override
    byte[] encodeServerSent() {
      throw new IllegalStateException("a control frame (expected: on a WebSocket only)");
    }

    @Override
    ServerFrame makeFrame() {
      throw new IllegalStateException("a control frame (expected: on a WebSocket only)");
    }
  }
}
