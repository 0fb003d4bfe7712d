package io.chat4all.core.route;

import io.chat4all.core.connector.ChannelAccountDirectory;
import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.identity.IdentityDirectory;

/// What routes are made of: who is a member, where they are reached, and by which of our accounts.
public record RouteSources(
    ConversationDirectory conversations,
    IdentityDirectory identities,
    ChannelAccountDirectory accounts) {}
