package io.chat4all.cli;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.client.Chat4AllException;
import io.chat4all.protocol.v1.Conversation;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// Finds conversations by what people type, and names them for people.
///
/// Not thread-safe.
final class Conversations {

  private final Chat4AllClient client;
  private final String me;
  private final Map<String, String> labels = new HashMap<>();

  /// `me` is whose view it is.
  Conversations(Chat4AllClient client, String me) {
    this.client = client;
    this.me = me;
  }

  /// The id behind a conversation id or `@user`; the private conversation is made if need be.
  static String find(Chat4AllClient client, String text) {
    if (text.startsWith("@") && text.length() > 1) {
      return client.conversationWith(text.substring(1)).getConversationId();
    }
    return id("conversation", text, "a conversation id or @username");
  }

  /// Checks that the text is a UUID.
  static String id(String name, String text, String expected) {
    try {
      return UUID.fromString(text).toString();
    } catch (IllegalArgumentException e) {
      throw CliException.usage(name + ": '" + text + "' (expected: " + expected + ")", "");
    }
  }

  /// `@other` of a private conversation, the title of a group, or the beginning of the id.
  String label(String conversationId) {
    return labels.computeIfAbsent(
        conversationId,
        id -> {
          try {
            return name(client.conversation(id), me);
          } catch (Chat4AllException e) {
            return id.substring(0, Math.min(8, id.length()));
          }
        });
  }

  static String name(Conversation conversation, String me) {
    if (conversation.getType().equals("private")) {
      return conversation.getMembersList().stream()
          .filter(member -> !member.getUserId().equals(me))
          .findFirst()
          .map(member -> "@" + member.getUserId())
          .orElse("(only you)");
    }
    return conversation.getTitle().isEmpty()
        ? "group of " + conversation.getMemberCount()
        : EventText.safe(conversation.getTitle());
  }
}
