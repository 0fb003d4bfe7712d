package io.chat4all.store.disk;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The content of a file, in its folder.
///
/// @param sha256 in lower-case hex
record Content(long size, String sha256) {

  private static final String NAME = "content";
  private static final int BUFFER = 64 * 1024;

  /// Writes all of it to disk; throws `ApiException` with `REQUEST_TOO_LARGE` for too much.
  static Content write(Path folder, InputStream in, long maxBytes) throws IOException {
    var digest = digest();
    var buffer = new byte[BUFFER];
    long size = 0;
    try (var file =
        FileChannel.open(
            folder.resolve(NAME), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int n = in.read(buffer, 0, BUFFER); n >= 0; n = in.read(buffer, 0, BUFFER)) {
        size += n;
        if (size > maxBytes) {
          throw new ApiException(
              ErrorCode.REQUEST_TOO_LARGE, "file: more than %d bytes".formatted(maxBytes));
        }
        digest.update(buffer, 0, n);
        for (var bytes = ByteBuffer.wrap(buffer, 0, n); bytes.hasRemaining(); ) {
          file.write(bytes);
        }
      }
      file.force(true);
    }
    return new Content(size, HexFormat.of().formatHex(digest.digest()));
  }

  static InputStream read(Path folder) throws IOException {
    return Files.newInputStream(folder.resolve(NAME));
  }

  /// Reads all of it.
  static Content measure(Path folder) throws IOException {
    var digest = digest();
    var buffer = new byte[BUFFER];
    long size = 0;
    try (var in = read(folder)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        size += n;
      }
    }
    return new Content(size, HexFormat.of().formatHex(digest.digest()));
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing", e);
    }
  }
}
