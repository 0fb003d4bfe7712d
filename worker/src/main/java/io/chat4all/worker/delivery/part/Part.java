package io.chat4all.worker.delivery.part;

import io.chat4all.core.file.StoredFile;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;

/// One call's worth of a message.
public sealed interface Part {

  /// A text, a place or a card.
  ///
  /// @param content never media
  record Words(Content content) implements Part {}

  /// A file.
  ///
  /// @param type how it is to be shown
  /// @param caption may be empty
  record Attached(ContentType type, StoredFile file, String caption) implements Part {}
}
