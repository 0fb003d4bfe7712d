package io.chat4all.connector.kit;

import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.delivery.DeliveryStatus;
import java.time.Instant;
import java.util.Optional;

/// Something that happens at the provider, for the harness to put into the provider's words.
///
/// Persons are numbers, as in `ConnectorHarness#address`. Messages of persons go by a tag; the same
/// tag is always the same message, with the same id of the provider. Everything happens at [#AT].
public sealed interface News {

  /// When everything happens, unless the provider's words have no time: a whole second.
  Instant AT = Instant.parse("2026-11-20T12:34:56Z");

  /// Who is concerned.
  int person();

  /// A person wrote. A file's `reference` is its content, to be served when it is fetched.
  ///
  /// @param replyTo the `providerId` of one of our messages
  record Wrote(int person, String tag, InboundContent content, Optional<String> replyTo)
      implements News {
    /// A text that answers nothing.
    public static Wrote text(int person, String tag, String text) {
      return new Wrote(person, tag, new InboundContent.Text(text), Optional.empty());
    }
  }

  /// A person replaced the text of their message.
  record Edited(int person, String tag, String text) implements News {}

  /// A person took their message back.
  record Deleted(int person, String tag) implements News {}

  /// A person reacted to one of our messages, or with an empty emoji took that back.
  record Reacted(int person, String providerId, String emoji) implements News {}

  /// The provider reports on one of our messages.
  record Reported(int person, String providerId, String deliveryId, DeliveryStatus status)
      implements News {}

  /// A person blocked us, or lets us write again.
  record Reach(int person, boolean reachable) implements News {}

  /// The provider repeats a message that went out through our account.
  record Echoed(int person, String providerId, String deliveryId, String text) implements News {}

  /// Something that no connector knows yet.
  record Unheard(int person) implements News {}
}
