package io.chat4all.core.file;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// An object store that forgets everything when it goes. Thread-safe.
public final class InMemoryObjectStore implements ObjectStore {

  private final Clock clock;
  private final Map<String, Kept> files = new HashMap<>();
  private boolean available = true;

  /// Files are as old as this clock says.
  public InMemoryObjectStore(Clock clock) {
    this.clock = clock;
  }

  /// Whether calls are answered; while not, each throws `UNAVAILABLE`.
  public synchronized void setAvailable(boolean available) {
    this.available = available;
  }

  @Override
  public StoredFile put(
      String id, String name, String mediaType, InputStream content, long maxBytes)
      throws IOException {
    if (!StoredFile.isValidId(id)) {
      throw new IllegalArgumentException("file id: '%s'".formatted(id));
    }
    var bytes = read(content, maxBytes);
    synchronized (this) {
      check();
      var file =
          new StoredFile(
              id,
              name,
              mediaType,
              bytes.length,
              sha256(bytes),
              clock.instant().truncatedTo(ChronoUnit.MICROS));
      return files.computeIfAbsent(id, _ -> new Kept(file, bytes)).file();
    }
  }

  private static byte[] read(InputStream content, long maxBytes) throws IOException {
    var read = new ByteArrayOutputStream();
    var buffer = new byte[8192];
    for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
      read.write(buffer, 0, n);
      if (read.size() > maxBytes) {
        throw new ApiException(
            ErrorCode.REQUEST_TOO_LARGE, "file: more than %d bytes".formatted(maxBytes));
      }
    }
    return read.toByteArray();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing", e);
    }
  }

  @Override
  public synchronized Optional<StoredFile> find(String id) {
    check();
    return Optional.ofNullable(files.get(id)).map(Kept::file);
  }

  @Override
  public synchronized InputStream open(String id) {
    check();
    var kept = files.get(id);
    if (kept == null) {
      throw ApiException.notFound("file");
    }
    return new ByteArrayInputStream(kept.bytes());
  }

  @Override
  public synchronized boolean delete(String id) {
    check();
    return files.remove(id) != null;
  }

  private void check() {
    if (!available) {
      throw new ApiException(ErrorCode.UNAVAILABLE, "the object store is switched off");
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Kept(StoredFile file, byte[] bytes) {}
}
