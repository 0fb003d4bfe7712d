package io.chat4all.gateway.rpc;

import io.chat4all.core.query.ConversationReader;
import io.chat4all.core.query.MessageReader;

/// What callers may read.
public record Readers(MessageReader messages, ConversationReader conversations) {}
