package io.chat4all.core.connector;

import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.ContentType;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a channel can do, so that nobody has to try.
///
/// @param content which types it carries; others go as text
/// @param maxBytes the largest file of each type; a type without an entry has no bound
/// @param text how long a text may be; longer ones go in parts
/// @param caption how long a caption may be, 0 for none; longer ones follow as a text
/// @param receipts which of SENT, DELIVERED and READ it reports; the others are never shown
/// @param reactions whether it carries reactions
/// @param edits whether a text that was sent can be replaced
/// @param replies whether it shows which message is answered
/// @param sessionWindow how long after a person's last message free text may be sent to them;
///   absent when always
/// @param mediaBy how files get there
public record Capabilities(
    Set<ContentType> content,
    Map<ContentType, Long> maxBytes,
    TextLimit text,
    int caption,
    Set<DeliveryStatus> receipts,
    boolean reactions,
    boolean edits,
    boolean replies,
    Optional<Duration> sessionWindow,
    MediaBy mediaBy) {

  public Capabilities {
    content = Set.copyOf(content.isEmpty() ? EnumSet.of(ContentType.TEXT) : content);
    maxBytes = Map.copyOf(maxBytes.isEmpty() ? new EnumMap<>(ContentType.class) : maxBytes);
    receipts = Set.copyOf(receipts);
    if (!content.contains(ContentType.TEXT)) {
      throw new IllegalArgumentException("content: %s (expected: TEXT too)".formatted(content));
    }
    if (caption < 0) {
      throw new IllegalArgumentException("caption: %d (expected: >= 0)".formatted(caption));
    }
  }

  /// How long a text may be.
  ///
  /// @param max 0 for no bound
  public record TextLimit(int max, Unit unit) {
    public TextLimit {
      if (max < 0) {
        throw new IllegalArgumentException("text: %d (expected: >= 0)".formatted(max));
      }
    }

    /// What is counted.
    public enum Unit {
      /// UTF-16 code units, as Java and Telegram count.
      CHARACTERS,
      /// Bytes of UTF-8.
      BYTES
    }
  }

  /// How files get to the provider.
  public enum MediaBy {
    /// We upload them.
    UPLOAD,
    /// The provider fetches them from a link.
    LINK
  }
}
