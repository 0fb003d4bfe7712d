package io.chat4all.bench.wire;

import io.netty.buffer.ByteBuf;

/// The client's side of WebSocket framing (RFC 6455, section 5) for frames below 64 KiB.
final class WsFrames {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private WsFrames() {}

  /// Appends one masked frame.
  static void write(ByteBuf out, int opcode, byte[] payload, int length, int mask) {
    if (length > 65_535) {
      throw new IllegalArgumentException("frame: %d bytes (expected: <= 65535)".formatted(length));
    }
    out.ensureWritable(length + 8);
    out.writeByte(0x80 | opcode);
    if (length < 126) {
      out.writeByte(0x80 | length);
    } else {
      out.writeByte(0x80 | 126);
      out.writeShort(length);
    }
    out.writeInt(mask);
    int at = out.writerIndex();
    out.writeBytes(payload, 0, length);
    xor(out, at, length, mask);
  }

  private static void xor(ByteBuf out, int from, int length, int mask) {
    long wide = (mask & 0xffff_ffffL) << 32 | (mask & 0xffff_ffffL);
    int at = from;
    int end = from + length;
    for (; at + 8 <= end; at += 8) {
      out.setLong(at, out.getLong(at) ^ wide);
    }
    for (int i = 0; at < end; at++, i++) {
      out.setByte(at, out.getByte(at) ^ (mask >>> (24 - 8 * (i & 3))));
    }
  }

  /// Bytes of the frame's head when the whole frame lies in `from..to`, or -1.
  static int headLength(byte[] in, int from, int to) {
    if (to - from < 2) {
      return -1;
    }
    int head =
        switch (in[from + 1] & 0x7f) {
          case 126 -> 4;
          case 127 -> 10;
          default -> 2;
        };
    return to - from >= head && to - from - head >= payloadLength(in, from) ? head : -1;
  }

  /// Bytes of the frame's payload; its head must be there. The server masks nothing.
  static long payloadLength(byte[] in, int from) {
    int length = in[from + 1] & 0x7f;
    if (length < 126) {
      return length;
    }
    int bytes = length == 126 ? 2 : 8;
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | (in[from + 2 + i] & 255);
    }
    return value;
  }
}
