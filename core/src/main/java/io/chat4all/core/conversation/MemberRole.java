package io.chat4all.core.conversation;

/// What a member may do in a group.
public enum MemberRole {
  OWNER,
  ADMIN,
  MEMBER;

  /// Whether this role may add and remove members, and delete messages of others.
  public boolean moderates() {
    return this != MEMBER;
  }
}
