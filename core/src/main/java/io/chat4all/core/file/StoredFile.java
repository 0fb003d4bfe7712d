package io.chat4all.core.file;

import java.time.Instant;
import java.util.regex.Pattern;

/// A file that is kept whole.
///
/// @param id what messages call it: 1 to 64 of a-z, A-Z, 0-9, `_`, `-`
/// @param name as its sender called it; may be empty
/// @param mediaType such as `image/jpeg`
/// @param size in bytes
/// @param sha256 of its content, in lower-case hex
public record StoredFile(
    String id, String name, String mediaType, long size, String sha256, Instant createdAt) {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  public StoredFile {
    if (!isValidId(id)) {
      throw new IllegalArgumentException("file id: '%s'".formatted(id));
    }
  }

  /// Whether a text could be a file's id.
  public static boolean isValidId(String id) {
    return ID.matcher(id).matches();
  }
}
