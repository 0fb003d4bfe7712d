package io.chat4all.gateway.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.chat4all.protocol.json.JsonFormatException;
import io.chat4all.protocol.json.ProtoJson;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.ServerFrame;
import io.chat4all.protocol.v1.ServerFrame.FrameCase;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A WebSocket client that says what a test wants it to say, broken frames included, and reads only
/// when it is asked to. Answers pings while it reads. Waits 10 seconds at most.
///
/// Not thread-safe.
final class ScriptedSocket implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final ProtoJson json = new ProtoJson();

  /// How the server closed.
  record Closed(int code, String reason) {}

  private final Socket socket;
  private final DataInputStream in;
  private final Map<String, String> headers = new HashMap<>();
  private final String statusLine;
  private boolean pongs = true;
  private int pings;

  private ScriptedSocket(int port, int receiveBuffer, String... requestHeaders) throws IOException {
    socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    var request =
        new StringBuilder(
            """
            GET /v1/ws HTTP/1.1\r
            Host: localhost\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            """);
    for (var header : requestHeaders) {
      request.append(header).append("\r\n");
    }
    socket.getOutputStream().write(request.append("\r\n").toString().getBytes(US_ASCII));
    statusLine = line();
    for (var line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
  }

  static ScriptedSocket connect(int port, String... requestHeaders) throws IOException {
    return new ScriptedSocket(port, 0, requestHeaders);
  }

  /// A user's session, after `ready`.
  static ScriptedSocket open(int port, String user) throws IOException {
    var socket = connect(port, "Authorization: Bearer token-" + user);
    socket.expect(FrameCase.READY);
    return socket;
  }

  /// A user's session whose kernel takes little before it is read.
  static ScriptedSocket openNarrow(int port, String user) throws IOException {
    var socket = new ScriptedSocket(port, 4_096, "Authorization: Bearer token-" + user);
    socket.expect(FrameCase.READY);
    return socket;
  }

  String statusLine() {
    return statusLine;
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /// Does not answer pings from now on.
  void playDead() {
    pongs = false;
  }

  int pings() {
    return pings;
  }

  void say(String text) throws IOException {
    frame(0x81, text.getBytes(UTF_8));
  }

  void sayBinary(byte[] bytes) throws IOException {
    frame(0x82, bytes);
  }

  void sayPing(byte[] bytes) throws IOException {
    frame(0x89, bytes);
  }

  void sayClose() throws IOException {
    frame(0x88, new byte[] {0x03, (byte) 0xE8});
  }

  void send(String id, String conversation, String text) throws IOException {
    say(
        "{\"id\":\"%s\",\"send\":{\"conversation_id\":\"%s\",\"content\":\"%s\"}}"
            .formatted(id, conversation, text));
  }

  /// One frame as a client sends it, masked.
  void frame(int first, byte[] payload) throws IOException {
    var bytes = new byte[payload.length + 14];
    int at = 0;
    bytes[at++] = (byte) first;
    if (payload.length < 126) {
      bytes[at++] = (byte) (0x80 | payload.length);
    } else if (payload.length < 1 << 16) {
      bytes[at++] = (byte) (0x80 | 126);
      bytes[at++] = (byte) (payload.length >> 8);
      bytes[at++] = (byte) payload.length;
    } else {
      bytes[at++] = (byte) (0x80 | 127);
      at += 4;
      for (int shift = 24; shift >= 0; shift -= 8) {
        bytes[at++] = (byte) (payload.length >> shift);
      }
    }
    byte[] mask = {1, 2, 3, 4};
    System.arraycopy(mask, 0, bytes, at, 4);
    at += 4;
    for (int i = 0; i < payload.length; i++) {
      bytes[at++] = (byte) (payload[i] ^ mask[i & 3]);
    }
    raw(java.util.Arrays.copyOf(bytes, at));
  }

  void raw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /// The next frame, heartbeats and presence left out.
  ServerFrame next() throws IOException {
    while (true) {
      var frame = any();
      if (!frame.hasHeartbeat() && !frame.getEvent().hasPresence()) {
        return frame;
      }
    }
  }

  /// The next frame of whatever kind.
  ServerFrame any() throws IOException {
    try {
      return json.read(message(), ServerFrame.getDefaultInstance());
    } catch (JsonFormatException e) {
      throw new IOException(e.field() + ": " + e.detail(), e);
    }
  }

  ServerFrame expect(FrameCase kind) throws IOException {
    var frame = next();
    if (frame.getFrameCase() != kind) {
      throw new AssertionError("frame: " + frame + " (expected: " + kind + ")");
    }
    return frame;
  }

  /// Reads until a frame of this kind comes; heartbeats too.
  ServerFrame await(FrameCase kind) throws IOException {
    while (true) {
      var frame = any();
      if (frame.getFrameCase() == kind) {
        return frame;
      }
    }
  }

  Event event() throws IOException {
    return expect(FrameCase.EVENT).getEvent();
  }

  /// Reads events until one of this kind.
  Event event(Event.KindCase kind) throws IOException {
    while (true) {
      var event = await(FrameCase.EVENT).getEvent();
      if (event.getKindCase() == kind) {
        return event;
      }
    }
  }

  /// The next events, by their kind and what they are about.
  List<Event> events(int count) throws IOException {
    var events = new ArrayList<Event>();
    for (int i = 0; i < count; i++) {
      events.add(event());
    }
    return events;
  }

  /// Reads to the end and answers how it was closed.
  Closed closed() throws IOException {
    try {
      while (true) {
        any();
      }
    } catch (ClosedException e) {
      return e.closed;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private byte[] message() throws IOException {
    while (true) {
      int first = in.readUnsignedByte();
      int length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = (int) in.readLong();
      }
      var payload = in.readNBytes(length);
      switch (first) {
        case 0x81 -> {
          return payload;
        }
        case 0x88 ->
            throw new ClosedException(
                new Closed(
                    ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF),
                    new String(payload, 2, payload.length - 2, UTF_8)));
        case 0x89 -> {
          pings++;
          if (pongs) {
            frame(0x8A, payload);
          }
        }
        case 0x8A -> {
          return ("{\"id\":\"pong " + new String(payload, UTF_8) + "\"}").getBytes(UTF_8);
        }
        default -> throw new IOException("first byte: " + first);
      }
    }
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("in the middle of a line: " + line);
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  /// The server closed while a test waited for more.
  static final class ClosedException extends IOException {
    private final transient Closed closed;

    ClosedException(Closed closed) {
      super(closed.toString());
      this.closed = closed;
    }
  }
}
