package io.chat4all.server;

import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The accounts of the seeds' quick starts, and a conversation to try.
final class DemoData {

  private DemoData() {}

  /// Puts them where they are not there yet; answers the conversation.
  static ConversationId put(Chat4AllServer server, Clock clock) {
    var accounts = server.accounts();
    accounts.ensure("bruno", Role.USER, Optional.of("bruno@example.com"), "test");
    accounts.ensure("maria", Role.USER, Optional.of("maria@example.com"), "test");
    accounts.ensure("admin_client", Role.ADMIN, Optional.empty(), "super_secret_key");
    var bruno = new Caller(new UserId("bruno"), Role.USER);
    var wish =
        new Conversation(
            new ConversationId(UUID.randomUUID()),
            ConversationType.PRIVATE,
            "",
            Map.of(),
            false,
            bruno.id(),
            clock.instant());
    return server
        .rules()
        .intakes()
        .conversations()
        .create(bruno, wish, List.of(new UserId("maria")))
        .id();
  }
}
