package io.chat4all.connectors.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequestWriter;
import io.chat4all.connector.api.FileContent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/// Writes `multipart/form-data` (RFC 7578) as a stream of known length: 64 KiB are in memory at a
/// time, and the next are read when the connection has taken them.
final class MultipartBody {

  private static final int CHUNK = 64 << 10;
  private static final Pattern MEDIA_TYPE = Pattern.compile("[\\w!#$&^.+-]+/[\\w!#$&^.+-]+(;.*)?");

  private final String boundary;
  private final byte[] head;
  private final byte[] tail;
  private final FileContent file;
  private final long fileSize;

  private MultipartBody(String boundary, byte[] head, byte[] tail, FileContent file) {
    this.boundary = boundary;
    this.head = head;
    this.tail = tail;
    this.file = file;
    this.fileSize = file.size();
  }

  static MultipartBody of(Call.Body.Multipart multipart) {
    var boundary = "chat4all-" + UUID.randomUUID();
    var head = new StringBuilder();
    multipart
        .fields()
        .forEach((name, value) ->
            head.append("--%s\r\n".formatted(boundary))
                .append("Content-Disposition: form-data; name=\"%s\"".formatted(quote(name)))
                .append("\r\n\r\n")
                .append(value)
                .append("\r\n"));
    var file = multipart.file();
    head.append("--%s\r\n".formatted(boundary))
        .append(
            "Content-Disposition: form-data; name=\"%s\"".formatted(quote(multipart.fileField())))
        .append("; filename=\"%s\"\r\n".formatted(quote(file.name())))
        .append("Content-Type: %s\r\n\r\n".formatted(mediaType(file)));
    var tail = "\r\n--%s--\r\n".formatted(boundary);
    return new MultipartBody(boundary, utf8(head.toString()), utf8(tail), file);
  }

  String contentType() {
    return "multipart/form-data; boundary=" + boundary;
  }

  long length() {
    return head.length + fileSize + tail.length;
  }

  /// Writes everything; false when the connection, or the other side by answering early, put an end
  /// to it before the last byte was handed over: then the provider cannot have the whole.
  boolean writeTo(HttpRequestWriter out, long deadline)
      throws IOException, InterruptedException, TimeoutException {
    try (var in = file.open()) {
      if (!write(out, head, deadline)) {
        return false;
      }
      for (var left = fileSize; left > 0; ) {
        var chunk = read(in, left);
        if (!write(out, chunk, deadline)) {
          return false;
        }
        left -= chunk.length;
      }
    }
    if (!out.tryWrite(HttpData.wrap(tail))) {
      return false;
    }
    out.close();
    return true;
  }

  private static byte[] read(InputStream in, long left) throws IOException {
    var chunk = in.readNBytes((int) Math.min(CHUNK, left));
    if (chunk.length == 0) {
      throw new EOFException("the file is shorter than it says");
    }
    return chunk;
  }

  private static boolean write(HttpRequestWriter out, byte[] bytes, long deadline)
      throws InterruptedException, TimeoutException {
    if (!out.tryWrite(HttpData.wrap(bytes))) {
      return false;
    }
    try {
      out.whenConsumed().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException e) {
      return false;
    }
  }

  private static String mediaType(FileContent file) {
    var type = file.mediaType();
    var plain =
        MEDIA_TYPE.matcher(type).matches() && type.chars().allMatch(c -> c >= 32 && c < 127);
    return plain ? type : "application/octet-stream";
  }

  /// As browsers do it.
  private static String quote(String text) {
    return text.replace("\r", "%0D").replace("\n", "%0A").replace("\"", "%22");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
