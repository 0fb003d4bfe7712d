package io.chat4all.core.file;

import java.net.URI;
import java.time.Duration;

/// Makes links under which a file can be fetched without a token, for a while. Thread-safe.
public interface FileLinks {

  /// A link to a file; it works for as long as `validFor`.
  URI link(String fileId, Duration validFor);
}
