package io.chat4all.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.chat4all.client.ScriptedServer;
import io.chat4all.protocol.v1.Conversation;
import io.chat4all.protocol.v1.ConversationsGrpc;
import io.chat4all.protocol.v1.Delivery;
import io.chat4all.protocol.v1.ListMessagesRequest;
import io.chat4all.protocol.v1.ListMessagesResponse;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.MessageStatus;
import io.chat4all.protocol.v1.MessagesGrpc;
import io.chat4all.protocol.v1.SendMessageRequest;
import io.chat4all.protocol.v1.SendMessageResponse;
import io.chat4all.protocol.v1.Status;
import io.chat4all.protocol.v1.StatusChange;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class MessageCommandsTest {

  private static final String CONVERSATION = "0190b0f2-8f00-7000-8000-000000000001";
  private static final String MESSAGE = "0190b0f2-8f00-7000-8000-0000000000aa";

  @TempDir private Path home;
  private Cli cli;

  @BeforeEach
  void start() {
    cli = new Cli(home).signedIn();
    cli.server.on(
        MessagesGrpc.getSendMessageMethod(),
        request ->
            SendMessageResponse.newBuilder()
                .setStatus("accepted")
                .setMessageId(request.getMessageId())
                .setConversationId(request.getConversationId())
                .build());
    cli.server.on(
        ConversationsGrpc.getCreateConversationMethod(),
        _ -> Conversation.newBuilder().setConversationId(CONVERSATION).build());
    cli.server.on(MessagesGrpc.getListMessagesMethod(), MessageCommandsTest::history);
  }

  @AfterEach
  void stop() {
    cli.close();
  }

  @Test
  void sendsToAUserThroughTheirPrivateConversation() {
    int exit = cli.run("send", "@maria", "Hello, Maria", "--message-id", MESSAGE);

    assertThat(exit).isZero();
    assertThat(cli.lines()).containsExactly(MESSAGE + " pending");
    assertThat(cli.server.requests(ConversationsGrpc.getCreateConversationMethod()))
        .singleElement()
        .satisfies(request -> {
          assertThat(request.getType()).isEqualTo("private");
          assertThat(request.getMembersList()).containsExactly("maria");
        });
    assertThat(sent())
        .isEqualTo(
            SendMessageRequest.newBuilder()
                .setMessageId(MESSAGE)
                .setConversationId(CONVERSATION)
                .setContent("Hello, Maria")
                .build());
  }

  @Test
  void readsTheTextFromStandardInput() {
    cli.stdin = "two\nlines 🎉\n";

    int exit = cli.run("send", CONVERSATION, "-", "--reply-to", MESSAGE, "--json");

    assertThat(exit).isZero();
    assertThat(sent().getContent()).isEqualTo("two\nlines 🎉");
    assertThat(sent().getReplyTo()).isEqualTo(MESSAGE);
    assertThat(cli.lines())
        .containsExactly(
            "{\"status\":\"accepted\",\"message_id\":\"%s\",\"conversation_id\":\"%s\"}"
                .formatted(sent().getMessageId(), CONVERSATION));
  }

  @Test
  void waitsUntilTheMessageIsDelivered() {
    var asked = new AtomicInteger();
    cli.server.on(
        MessagesGrpc.getGetMessageStatusMethod(),
        _ ->
            switch (asked.incrementAndGet()) {
              case 1 ->
                  throw ScriptedServer.error(io.grpc.Status.Code.NOT_FOUND, "not_found", "not yet");
              case 2 -> MessageStatus.newBuilder().setStatus(Status.SENT).build();
              default -> MessageStatus.newBuilder().setStatus(Status.DELIVERED).build();
            });

    int exit =
        cli.run("send", CONVERSATION, "hello", "--wait", "delivered", "--message-id", MESSAGE);

    assertThat(exit).isZero();
    assertThat(cli.lines()).containsExactly(MESSAGE + " delivered");
    assertThat(asked).hasValue(3);
  }

  @Test
  void saysHowFarItCameWhenWaitingTookTooLong() {
    cli.server.on(
        MessagesGrpc.getGetMessageStatusMethod(),
        _ -> MessageStatus.newBuilder().setStatus(Status.SENT).build());

    int exit =
        cli.run(
            "send",
            CONVERSATION,
            "hello",
            "--wait",
            "read",
            "--timeout",
            "0",
            "--message-id",
            MESSAGE);

    assertThat(exit).isEqualTo(1);
    assertThat(cli.err.toString())
        .isEqualTo("chat4all: message " + MESSAGE + " is sent, not read, after 0 s (timeout)\n");
  }

  @Test
  void aFailedDeliveryEndsTheWaitWithItsReason() {
    cli.server.on(MessagesGrpc.getGetMessageStatusMethod(), _ -> failed());

    int exit =
        cli.run("send", CONVERSATION, "hello", "--wait", "delivered", "--message-id", MESSAGE);

    assertThat(exit).isEqualTo(1);
    assertThat(cli.err.toString())
        .isEqualTo("chat4all: message " + MESSAGE + " failed: no such number (failed)\n");
  }

  @Test
  void showsTheNewestMessagesOldestFirst() {
    int exit = cli.run("history", CONVERSATION, "--limit", "2");

    assertThat(exit).isZero();
    assertThat(cli.lines())
        .containsExactly(
            "#4      2026-11-20 12:00:04  maria         text 4",
            "#5      2026-11-20 12:00:05  maria         text 5");
  }

  @Test
  void pagesForwardsAndBackwards() {
    cli.run("history", CONVERSATION, "--before", "4", "--limit", "2");
    cli.run("history", CONVERSATION, "--after", "1", "--limit", "2");
    cli.run("history", CONVERSATION, "--all");

    assertThat(cli.lines())
        .extracting(line -> line.substring(0, 2))
        .containsExactly("#2", "#3", "#2", "#3", "#1", "#2", "#3", "#4", "#5");
  }

  @Test
  void printsHistoryAsJsonLines() {
    cli.run("history", CONVERSATION, "--all", "--json");

    assertThat(cli.lines())
        .hasSize(5)
        .allMatch(line -> line.startsWith("{\"") && line.endsWith("}"))
        .first()
        .asString()
        .contains("\"seq\":1")
        .contains("\"content\":\"text 1\"");
  }

  @Test
  void aMessageCannotFakeLinesOrMoveTheCursor() {
    cli.server.on(
        MessagesGrpc.getListMessagesMethod(),
        _ ->
            ListMessagesResponse.newBuilder()
                .addMessages(message(1).toBuilder().setContent("a\nb\u001b[2J\u202Ec"))
                .build());

    cli.run("history", CONVERSATION);

    assertThat(cli.lines()).singleElement().asString().endsWith("a ⏎ b·[2J·c");
  }

  @Test
  void showsEachDeliveryWithItsHistory() {
    cli.server.on(MessagesGrpc.getGetMessageStatusMethod(), _ -> failed());

    int exit = cli.run("status", MESSAGE);

    assertThat(exit).isZero();
    assertThat(cli.lines())
        .containsExactly(
            "message       " + MESSAGE,
            "conversation  " + CONVERSATION,
            "status        failed",
            "",
            "RECIPIENT  CHANNEL   STATUS     AT                   CAUSE   REASON",
            "ana        internal  sent       2026-11-20 12:00:01  router",
            "                     delivered  2026-11-20 12:00:02  device",
            "maria      whatsapp  failed     2026-11-20 12:00:03  app     no such number");
  }

  private SendMessageRequest sent() {
    return cli.server.requests(MessagesGrpc.getSendMessageMethod()).getFirst();
  }

  private static MessageStatus failed() {
    return MessageStatus.newBuilder()
        .setMessageId(MESSAGE)
        .setConversationId(CONVERSATION)
        .setStatus(Status.FAILED)
        .addDeliveries(
            Delivery.newBuilder()
                .setRecipient("ana")
                .setChannel("internal")
                .setStatus(Status.DELIVERED)
                .addHistory(change(Status.SENT, 1, "router", ""))
                .addHistory(change(Status.DELIVERED, 2, "device", "")))
        .addDeliveries(
            Delivery.newBuilder()
                .setRecipient("maria")
                .setChannel("whatsapp")
                .setStatus(Status.FAILED)
                .addHistory(change(Status.FAILED, 3, "app", "no such number")))
        .build();
  }

  private static StatusChange change(Status status, long second, String cause, String reason) {
    return StatusChange.newBuilder()
        .setStatus(status)
        .setAt(at(second))
        .setCause(cause)
        .setReason(reason)
        .build();
  }

  /// Five messages, in pages of two.
  private static ListMessagesResponse history(ListMessagesRequest request) {
    long token = request.getPageToken().isEmpty() ? 0 : Long.parseLong(request.getPageToken());
    if (request.hasBeforeSeq()) {
      long asked = request.getBeforeSeq() == 0 ? 6 : request.getBeforeSeq();
      long before = token > 0 ? token : asked;
      long first = Math.max(1, before - 2);
      return page(first, before - 1, first > 1 ? Long.toString(first) : "");
    }
    long after = token > 0 ? token : request.getAfterSeq();
    long last = Math.min(5, after + 2);
    return page(after + 1, last, last < 5 ? Long.toString(last) : "");
  }

  private static ListMessagesResponse page(long first, long last, String token) {
    return ListMessagesResponse.newBuilder()
        .addAllMessages(
            LongStream.rangeClosed(first, last).mapToObj(MessageCommandsTest::message).toList())
        .setNextPageToken(token)
        .build();
  }

  private static Message message(long seq) {
    return Message.newBuilder()
        .setConversationId(CONVERSATION)
        .setSeq(seq)
        .setSenderId("maria")
        .setType("text")
        .setContent("text " + seq)
        .setCreatedAt(at(seq))
        .build();
  }

  /// Noon in São Paulo.
  private static Timestamp at(long second) {
    return Timestamp.newBuilder().setSeconds(1_795_186_800L + second).build();
  }
}
