package io.chat4all.store.s3;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// A file's content. Asks the server with the first read, for what has not been skipped until then,
/// so that a range costs no more than its length; asks again from where it is when it loses the
/// server on the way. Closing early takes no more of it.
///
/// Not thread-safe.
final class Download extends InputStream {

  private static final int LOSSES = 3;

  private final S3Client s3;
  private final String bucket;
  private final String key;
  private final long size;
  private long position;
  private int losses;
  private boolean closed;
  private @Nullable ResponseInputStream<GetObjectResponse> body;

  Download(S3Client s3, String bucket, About about) {
    this.s3 = s3;
    this.bucket = bucket;
    this.key = about.content();
    this.size = about.file().size();
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (closed) {
      throw new IOException("the file is closed");
    }
    if (length == 0) {
      return 0;
    }
    while (position < size) {
      Exception cause;
      try {
        int n = body().read(buffer, offset, length);
        if (n > 0) {
          position += n;
          losses = 0;
          return n;
        }
        cause = new IOException("the content ends at %d of %d bytes".formatted(position, size));
      } catch (IOException | SdkException e) {
        cause = e;
      }
      lost(cause);
    }
    return -1;
  }

  private ResponseInputStream<GetObjectResponse> body() {
    var now = body;
    if (now == null) {
      var request = GetObjectRequest.builder().bucket(bucket).key(key);
      if (position > 0) {
        request.range("bytes=" + position + "-");
      }
      now = s3.getObject(request.build());
      body = now;
    }
    return now;
  }

  private void lost(Exception cause) throws IOException {
    abort();
    if (++losses > LOSSES || Thread.currentThread().isInterrupted()) {
      throw new IOException("the object store does not answer", cause);
    }
  }

  @Override
  public long skip(long n) {
    long skipped = Math.clamp(n, 0, size - position);
    if (skipped > 0) {
      abort();
      position += skipped;
    }
    return skipped;
  }

  @Override
  public int available() {
    return 0;
  }

  @Override
  public void close() {
    closed = true;
    abort();
  }

  /// Closing would read what is left of it.
  private void abort() {
    if (body != null) {
      body.abort();
      body = null;
    }
  }
}
