package io.chat4all.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One WebSocket: handshake, frames in and out. Everything happens on its Netty thread.
final class WsSession extends ChannelInboundHandlerAdapter implements Session {
  private static final byte[] EMPTY = {};

  private final Shared shared;
  private final Login login;
  private final boolean receives;
  private final SessionListener listener;
  private final Inbox inbox;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf waiting;
  private @Nullable ByteArrayOutputStream fragments;
  private boolean upgraded;
  private boolean ended;
  private String reason = "connection closed by the server";

  WsSession(Shared shared, Login login, boolean receives, SessionListener listener) {
    this.shared = shared;
    this.login = login;
    this.receives = receives;
    this.listener = listener;
    this.inbox = new Inbox(shared.loop.scratch);
  }

  @Override
  public void send(int index, ConversationRef conversation, int counter, long dueNanos) {
    byte[] frame = shared.template.fill(index, conversation, counter, dueNanos);
    write(WsFrames.TEXT, frame, frame.length);
  }

  @Override
  public void ack(ConversationRef conversation, long seq) {
    text("{\"ack\":{\"conversation_id\":\"" + conversation.idText() + "\",\"seq\":" + seq + "}}");
  }

  @Override
  public void sync(ConversationRef[] conversations, long[] afterSeqs) {
    var frame = new StringBuilder("{\"id\":\"sync\",\"sync\":{\"cursors\":[");
    for (int i = 0; i < conversations.length; i++) {
      frame
          .append(i == 0 ? "" : ",")
          .append("{\"conversation_id\":\"")
          .append(conversations[i].idText())
          .append("\",\"after_seq\":")
          .append(afterSeqs[i])
          .append('}');
    }
    text(frame.append("]}}").toString());
    flush();
  }

  @Override
  public void flush() {
    var out = waiting;
    var to = context;
    if (out != null && to != null) {
      waiting = null;
      var _ = to.writeAndFlush(out);
    }
  }

  @Override
  public void close() {
    ended = true;
    var to = context;
    if (to != null) {
      write(WsFrames.CLOSE, EMPTY, 0);
      flush();
      var _ = to.close();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    var endpoint = shared.loop.endpoint();
    var key = new byte[16];
    shared.random.nextBytes(key);
    String request =
        "GET /v1/ws HTTP/1.1\r\nHost: "
            + endpoint.authority()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
            + "\r\nSec-WebSocket-Protocol: chat4all.v1.json\r\nSec-WebSocket-Key: "
            + Base64.getEncoder().encodeToString(key)
            + "\r\nAuthorization: Bearer "
            + login.token()
            + "\r\n\r\n";
    var _ = ctx.writeAndFlush(Unpooled.wrappedBuffer(request.getBytes(US_ASCII)));
    if (ended) {
      var _ = ctx.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var in = (ByteBuf) message;
    int length;
    try {
      length = inbox.join(in);
    } finally {
      in.release();
    }
    if (ended) {
      return;
    }
    int used = upgraded ? frames(length) : upgrade(length);
    inbox.keep(used, length);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    var out = waiting;
    waiting = null;
    context = null;
    if (out != null) {
      out.release();
    }
    if (!ended) {
      ended = true;
      listener.closed(reason);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    reason = String.valueOf(cause.getMessage());
    var _ = ctx.close();
  }

  private int upgrade(int length) {
    String head = new String(shared.loop.scratch.bytes, 0, length, US_ASCII);
    int end = head.indexOf("\r\n\r\n");
    if (end < 0) {
      return 0;
    }
    if (!head.startsWith("HTTP/1.1 101 ")) {
      throw new IllegalStateException(
          "WebSocket refused: " + head.substring(0, head.indexOf("\r\n")));
    }
    upgraded = true;
    return end + 4 + frames(length - end - 4, end + 4);
  }

  private int frames(int length) {
    return frames(length, 0);
  }

  private int frames(int length, int from) {
    byte[] in = shared.loop.scratch.bytes;
    int at = from;
    int end = from + length;
    int head = WsFrames.headLength(in, at, end);
    while (head >= 0 && !ended) {
      int payload = (int) WsFrames.payloadLength(in, at);
      frame(in, at, at + head, at + head + payload);
      at += head + payload;
      head = WsFrames.headLength(in, at, end);
    }
    return at - from;
  }

  private void frame(byte[] in, int at, int from, int to) {
    boolean last = (in[at] & 0x80) != 0;
    switch (in[at] & 0x0f) {
      case WsFrames.TEXT -> {
        if (last) {
          shared.frames.read(in, from, to, receives, listener);
        } else {
          fragment(in, from, to, false);
        }
      }
      case WsFrames.CONTINUATION -> fragment(in, from, to, last);
      case WsFrames.PING -> {
        var pong = new byte[to - from];
        System.arraycopy(in, from, pong, 0, pong.length);
        write(WsFrames.PONG, pong, pong.length);
      }
      case WsFrames.CLOSE -> answerClose(in, from, to);
      default -> {}
    }
  }

  /// The server waits for the answer before it lets go of the connection (RFC 6455, 7.1.1).
  private void answerClose(byte[] in, int from, int to) {
    reason = to - from > 2 ? new String(in, from + 2, to - from - 2, UTF_8) : reason;
    write(WsFrames.CLOSE, EMPTY, 0);
    flush();
    var open = context;
    if (open != null) {
      var _ = open.close();
    }
  }

  private void fragment(byte[] in, int from, int to, boolean last) {
    var parts = fragments == null ? new ByteArrayOutputStream() : fragments;
    parts.write(in, from, to - from);
    fragments = last ? null : parts;
    if (last) {
      byte[] whole = parts.toByteArray();
      shared.frames.read(whole, 0, whole.length, receives, listener);
    }
  }

  private void text(String frame) {
    byte[] bytes = frame.getBytes(US_ASCII);
    write(WsFrames.TEXT, bytes, bytes.length);
  }

  private void write(int opcode, byte[] payload, int length) {
    var to = context;
    if (to == null) {
      return;
    }
    var out = waiting;
    if (out == null) {
      out = to.alloc().buffer(Math.max(1024, length + 16));
      waiting = out;
    }
    WsFrames.write(out, opcode, payload, length, shared.random.nextInt());
  }

  /// What the sessions of one loop share.
  record Shared(NettyLoop loop, SendTemplate template, JsonFrames frames, SplittableRandom random) {
    Shared(NettyLoop loop, SendTemplate template, JsonFrames frames) {
      this(loop, template, frames, new SplittableRandom());
    }
  }
}
