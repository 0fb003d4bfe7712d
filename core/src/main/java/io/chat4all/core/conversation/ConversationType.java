package io.chat4all.core.conversation;

/// What kind of conversation it is.
public enum ConversationType {
  /// Exactly two people; one conversation for the same two.
  PRIVATE,
  /// Any number of members.
  GROUP
}
