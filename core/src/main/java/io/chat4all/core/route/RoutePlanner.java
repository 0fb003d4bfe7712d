package io.chat4all.core.route;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import java.util.List;

/// Decides over which channels a message goes to whom.
///
/// The first rule that applies: explicit `to` with `channels` (`all` = every linked identity), then
/// a text that begins with `@handle`, then the members of the conversation, each by their preferred
/// channel and then the next linked one, then the configured default for a conversation with no
/// other member. Members without an identity are reached in the app only.
///
/// Remembers what it read for a while, so that a message between people without identities costs no
/// read; changes of the directory end that. A directory that cannot be reached throws
/// `ApiException` with `UNAVAILABLE`. Thread-safe.
public interface RoutePlanner {

  /// The routes of a message.
  RoutePlan plan(MessageAccepted message);

  /// Where the members of a conversation, other than this one, are reached outside the app: for
  /// reactions, edits and deletions of messages that may have gone there.
  List<Route> reach(ConversationId conversation, UserId except);

  /// Forgets what is remembered of a conversation: its members are others from here on.
  default void membersChanged(ConversationId conversation) {}
}
