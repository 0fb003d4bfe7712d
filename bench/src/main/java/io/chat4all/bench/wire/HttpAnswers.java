package io.chat4all.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;

/// Finds whole HTTP/1.1 answers in bytes, far enough to know status and body (RFC 9112).
///
/// Bodies have a `Content-Length`, are chunked, or are absent. Not thread-safe.
final class HttpAnswers {
  private byte[] in = {};
  private int end;
  private int status;
  private int bodyFrom;
  private int bodyTo;

  /// Where the answer that begins at `from` ends, or -1 when it is not all there.
  int next(byte[] bytes, int from, int limit) {
    in = bytes;
    end = limit;
    int headEnd = headEnd(from);
    if (headEnd < 0) {
      return -1;
    }
    status = (in[from + 9] - '0') * 100 + (in[from + 10] - '0') * 10 + in[from + 11] - '0';
    bodyFrom = headEnd;
    int length = contentLength(from, headEnd);
    if (length >= 0) {
      bodyTo = headEnd + length;
      return bodyTo <= limit ? bodyTo : -1;
    }
    bodyTo = headEnd;
    String head = new String(in, from, headEnd - from, US_ASCII).toLowerCase(Locale.ROOT);
    return head.contains("transfer-encoding: chunked") ? chunksEnd(headEnd) : headEnd;
  }

  int status() {
    return status;
  }

  /// The body, empty when it was chunked.
  byte[] body() {
    var body = new byte[bodyTo - bodyFrom];
    System.arraycopy(in, bodyFrom, body, 0, body.length);
    return body;
  }

  private int headEnd(int from) {
    for (int i = from; i + 3 < end; i++) {
      if (in[i] == '\r' && in[i + 1] == '\n' && in[i + 2] == '\r' && in[i + 3] == '\n') {
        return i + 4;
      }
    }
    return -1;
  }

  private int contentLength(int from, int headEnd) {
    for (int line = lineEnd(from); line < headEnd - 2; line = lineEnd(line)) {
      if (isContentLength(line)) {
        int value = 0;
        for (int i = line + 15; in[i] != '\r'; i++) {
          value = in[i] == ' ' ? value : value * 10 + in[i] - '0';
        }
        return value;
      }
    }
    return -1;
  }

  private boolean isContentLength(int at) {
    String name = "content-length:";
    if (at + name.length() > end) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      int b = in[at + i];
      if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private int lineEnd(int from) {
    int i = from;
    while (in[i] != '\n') {
      i++;
    }
    return i + 1;
  }

  private int chunksEnd(int from) {
    int at = from;
    while (true) {
      int size = 0;
      int i = at;
      for (; i < end && in[i] != '\r' && in[i] != ';'; i++) {
        size = size * 16 + Character.digit(in[i], 16);
      }
      while (i < end && in[i] != '\n') {
        i++;
      }
      at = i + 1 + size + 2;
      if (at > end) {
        return -1;
      }
      if (size == 0) {
        return at;
      }
    }
  }
}
