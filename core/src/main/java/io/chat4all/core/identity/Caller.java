package io.chat4all.core.identity;

/// An authenticated account, as a call carries it.
public record Caller(UserId id, Role role) {}
