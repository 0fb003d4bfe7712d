package io.chat4all.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.protocol.v1.Conversation;
import io.chat4all.protocol.v1.ConversationsGrpc;
import io.chat4all.protocol.v1.Cursor;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.ListConversationsResponse;
import io.chat4all.protocol.v1.MessageEdited;
import io.chat4all.protocol.v1.SendMessageRequest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/// A client and a scripted server, and how tests of live sessions talk about them.
@Timeout(30)
abstract class LiveSessionScript {

  static final String A = "0190b0f2-0000-7000-8000-00000000000a";
  static final String B = "0190b0f2-0000-7000-8000-00000000000b";

  final ScriptedServer server = new ScriptedServer();
  final RecordingListener listener = new RecordingListener();
  final Chat4AllClient client =
      Chat4AllClient.connect(
          server.url(),
          Credentials.password("bruno", "test"),
          ClientOptions.defaults().withBackoff(Duration.ofMillis(1), Duration.ofMillis(5)));

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  LiveSession open(LiveOptions options) {
    return client.live(options, listener);
  }

  /// The session of a client that knows no conversation yet.
  ScriptedSession connected() throws InterruptedException {
    var session = connecting();
    expect("caught up");
    return session;
  }

  /// The session of a client that has something to ask first.
  ScriptedSession connecting() throws InterruptedException {
    expect("connected");
    return server.nextSession();
  }

  void expect(String... lines) throws InterruptedException {
    for (var line : lines) {
      assertThat(listener.next()).isEqualTo(line);
    }
  }

  void list(String conversationId, long lastSeq) {
    server.on(
        ConversationsGrpc.getListConversationsMethod(),
        _ ->
            ListConversationsResponse.newBuilder()
                .addConversations(
                    Conversation.newBuilder().setConversationId(conversationId).setLastSeq(lastSeq))
                .build());
  }

  static Event edited(String conversationId, long seq) {
    return Event.newBuilder()
        .setConversationId(conversationId)
        .setEdited(MessageEdited.newBuilder().setSeq(seq).setContent("better"))
        .build();
  }

  static Cursor cursor(String conversationId, long afterSeq) {
    return Cursor.newBuilder().setConversationId(conversationId).setAfterSeq(afterSeq).build();
  }

  static SendMessageRequest text(String conversationId, String text) {
    return SendMessageRequest.newBuilder()
        .setConversationId(conversationId)
        .setContent(text)
        .build();
  }
}
