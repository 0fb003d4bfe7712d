package io.chat4all.core.webhook;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.identity.UserId;
import java.util.List;
import java.util.Optional;

/// Keeps webhooks. One whose owner's account is deleted is deleted with it.
///
/// Every call is one transaction. A directory that cannot be reached throws `ApiException` with
/// `UNAVAILABLE`. Thread-safe.
public interface WebhookDirectory {

  /// Keeps a new webhook, unless its owner would then have more than `limit`; false in that case.
  boolean create(Webhook webhook, int limit);

  /// One webhook.
  Optional<Webhook> find(WebhookId id);

  /// Those of an owner, oldest first.
  List<Webhook> of(UserId owner);

  /// Replaces everything but owner and creation time; false when there is no such webhook.
  boolean update(Webhook webhook);

  /// Stops a webhook that runs; false when there is no such.
  boolean stop(WebhookId id, String because);

  /// Deletes a webhook; false when there is none.
  boolean delete(WebhookId id);

  /// Those that run and whose owners are members of a conversation.
  List<Webhook> interestedIn(ConversationId conversation);

  /// Whether any webhook runs.
  boolean isAnyRunning();
}
