package io.chat4all.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;

/// A part of a file on its way to the server, in memory because the server wants its length before
/// it and the client wants to repeat it. Grows with what is in it, and is filled again and again.
///
/// Not thread-safe.
final class Part implements AutoCloseable {

  /// The smallest that S3 allows for a part that is not the last; 410 of them are 2 GiB, of 10,000
  /// allowed.
  static final int SIZE = 5 << 20;

  private final UploadMemory memory;
  private final List<byte[]> chunks = new ArrayList<>();
  private int length;

  Part(UploadMemory memory) {
    this.memory = memory;
  }

  /// Replaces what is in it by what comes next: [#SIZE] bytes, or less at the end.
  void fill(InputStream content) throws IOException {
    length = 0;
    while (length < SIZE) {
      int offset = length % UploadMemory.CHUNK;
      // The end shows only in reading: one byte beyond the chunks at hand takes the next one.
      int n = content.read(chunk(), offset, UploadMemory.CHUNK - offset);
      if (n < 0) {
        return;
      }
      length += n;
    }
  }

  private byte[] chunk() {
    int index = length / UploadMemory.CHUNK;
    if (index == chunks.size()) {
      chunks.add(memory.take());
    }
    return chunks.get(index);
  }

  boolean isFull() {
    return length == SIZE;
  }

  int length() {
    return length;
  }

  void digest(MessageDigest digest) {
    for (int at = 0; at < length; at += UploadMemory.CHUNK) {
      digest.update(
          chunks.get(at / UploadMemory.CHUNK), 0, Math.min(UploadMemory.CHUNK, length - at));
    }
  }

  /// What is in it; may be read several times, until the next [#fill].
  RequestBody body() {
    return RequestBody.fromContentProvider(Reader::new, length, "application/octet-stream");
  }

  /// Gives its memory back.
  @Override
  public void close() {
    memory.giveBack(chunks.size());
    chunks.clear();
    length = 0;
  }

  private final class Reader extends InputStream {
    private int position;

    @Override
    public int read() {
      if (position == length) {
        return -1;
      }
      int b = chunks.get(position / UploadMemory.CHUNK)[position % UploadMemory.CHUNK] & 0xff;
      position++;
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int wanted) {
      if (wanted == 0) {
        return 0;
      }
      if (position == length) {
        return -1;
      }
      int from = position % UploadMemory.CHUNK;
      int n = Math.min(Math.min(wanted, UploadMemory.CHUNK - from), length - position);
      System.arraycopy(chunks.get(position / UploadMemory.CHUNK), from, buffer, offset, n);
      position += n;
      return n;
    }
  }
}
