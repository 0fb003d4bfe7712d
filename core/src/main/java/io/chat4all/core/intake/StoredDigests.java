package io.chat4all.core.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Knows messages again that were stored a moment ago, so that clients which repeat their sends
/// because answers came late do not load the history, and make answers later still.
///
/// Keeps digests, so that no message is held in memory: 1 MiB for at most 65,536 texts, each of
/// which goes when another one falls upon its place. Other kinds of content are not kept.
/// Thread-safe.
final class StoredDigests {

  private static final int PLACES = 1 << 16;

  private long @Nullable [] digests;

  void add(Message message) {
    if (message.content().orElse(null) instanceof Content.Text(var text)) {
      put(digest(message.key(), message.sender(), text, message.replyTo()));
    }
  }

  /// Whether this very message was stored; false when that is not known.
  boolean has(MessageAccepted message) {
    if (!(message.content() instanceof Content.Text(var text))) {
      return false;
    }
    var key = new MessageKey(message.conversation(), message.id());
    return has(digest(key, message.sender(), text, message.replyTo()));
  }

  private synchronized void put(ByteBuffer digest) {
    if (digests == null) {
      digests = new long[2 * PLACES];
    }
    int place = place(digest);
    digests[place] = digest.getLong(0);
    digests[place + 1] = digest.getLong(Long.BYTES);
  }

  private synchronized boolean has(ByteBuffer digest) {
    int place = place(digest);
    return digests != null
        && digests[place] == digest.getLong(0)
        && digests[place + 1] == digest.getLong(Long.BYTES);
  }

  private static int place(ByteBuffer digest) {
    return 2 * (digest.getInt(2 * Long.BYTES) & PLACES - 1);
  }

  private static ByteBuffer digest(
      MessageKey key, UserId sender, String text, Optional<MessageId> replyTo) {
    var from = sender.value().getBytes(UTF_8);
    var content = text.getBytes(UTF_8);
    var bytes =
        ByteBuffer.allocate(4 * Long.BYTES + 1 + 2 * Long.BYTES + 4 + from.length + content.length);
    put(bytes, key.conversation().value());
    put(bytes, key.id().value());
    bytes.put((byte) (replyTo.isPresent() ? 1 : 0));
    replyTo.ifPresent(original -> put(bytes, original.value()));
    bytes.putInt(from.length).put(from).put(content).flip();
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(bytes);
      return ByteBuffer.wrap(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void put(ByteBuffer bytes, UUID id) {
    bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }
}
