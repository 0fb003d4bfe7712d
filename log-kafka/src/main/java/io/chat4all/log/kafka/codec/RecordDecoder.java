package io.chat4all.log.kafka.codec;

import org.jspecify.annotations.Nullable;

/// Turns a record's value into ours.
@FunctionalInterface
public interface RecordDecoder<T> {

  /// Decodes; throws [UndecodableException] and nothing else for what cannot be.
  T decode(byte @Nullable [] value);

  /// A record that is not one of ours, is damaged, or was written by a newer version as a kind that
  /// this version does not know.
  final class UndecodableException extends RuntimeException {

    UndecodableException(String message) {
      super(message, null, false, false);
    }
  }
}
