package io.chat4all.core.message;

import io.chat4all.core.conversation.ConversationId;

/// What names one message: an id is unique only within its conversation.
public record MessageKey(ConversationId conversation, MessageId id) {}
