package io.chat4all.core.query;

/// What callers may read.
public record Readers(
    MessageReader messages,
    ConversationReader conversations,
    TraceReader traces,
    RouteReader routes) {}
