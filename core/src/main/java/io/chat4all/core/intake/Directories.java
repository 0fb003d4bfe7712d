package io.chat4all.core.intake;

import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.identity.AccountDirectory;

/// Both halves of the directory.
public record Directories(AccountDirectory accounts, ConversationDirectory conversations) {}
