package io.chat4all.core.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Keeps files. A store that cannot be reached throws `ApiException` with `UNAVAILABLE`.
/// Thread-safe.
public interface ObjectStore {

  /// Keeps a file; it is there whole when this returns, and not at all when it throws. An id that
  /// is there already keeps its first content, which is answered. Of several puts at once the one
  /// that ends first counts. Throws what `content` throws.
  ///
  /// @param id see [StoredFile]; another one throws `IllegalArgumentException` here, and is
  ///   nobody's elsewhere
  /// @param content read to its end (perhaps not at all when the id is there), never held in memory
  ///   whole; not closed
  /// @param maxBytes a longer content throws `ApiException` with `REQUEST_TOO_LARGE`
  StoredFile put(String id, String name, String mediaType, InputStream content, long maxBytes)
      throws IOException;

  /// What is known of a file.
  Optional<StoredFile> find(String id);

  /// A file's content; the caller closes it. Throws `ApiException` with `NOT_FOUND`.
  InputStream open(String id);

  /// Deletes a file; false when there is none.
  boolean delete(String id);
}
