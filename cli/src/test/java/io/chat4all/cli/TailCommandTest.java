package io.chat4all.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.chat4all.client.ScriptedServer;
import io.chat4all.protocol.v1.ClientFrame;
import io.chat4all.protocol.v1.Conversation;
import io.chat4all.protocol.v1.ConversationsGrpc;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.Member;
import io.chat4all.protocol.v1.MemberChanged;
import io.chat4all.protocol.v1.MessageDeleted;
import io.chat4all.protocol.v1.MessageEdited;
import io.chat4all.protocol.v1.Presence;
import io.chat4all.protocol.v1.ReactionChanged;
import io.chat4all.protocol.v1.ReadMoved;
import io.chat4all.protocol.v1.Status;
import io.chat4all.protocol.v1.StatusMoved;
import io.chat4all.protocol.v1.Typing;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TailCommandTest {

  private static final String A = "0190b0f2-8f00-7000-8000-00000000000a";
  private static final String B = "0190b0f2-8f00-7000-8000-00000000000b";

  @TempDir private Path home;
  private Cli cli;

  @BeforeEach
  void start() {
    cli = new Cli(home).signedIn();
    cli.server.on(
        ConversationsGrpc.getGetConversationMethod(),
        request ->
            Conversation.newBuilder()
                .setConversationId(request.getConversationId())
                .setType("private")
                .addMembers(Member.newBuilder().setUserId("bruno"))
                .addMembers(Member.newBuilder().setUserId("maria"))
                .build());
  }

  @AfterEach
  void stop() {
    cli.close();
  }

  @Test
  void printsEveryKindOfEventAsOneLine() throws Exception {
    var tail = tail("tail", "-n", "9");
    var session = cli.server.nextSession();

    session.message(A, 1);
    session.event(
        event()
            .setEdited(MessageEdited.newBuilder().setSeq(1).setUserId("maria").setContent("better"))
            .build());
    session.event(
        event().setDeleted(MessageDeleted.newBuilder().setSeq(1).setUserId("maria")).build());
    session.event(
        event()
            .setReaction(
                ReactionChanged.newBuilder()
                    .setSeq(1)
                    .setUserId("maria")
                    .setEmoji("👍")
                    .setAdded(true))
            .build());
    session.event(
        event()
            .setStatus(
                StatusMoved.newBuilder()
                    .setRecipient("maria")
                    .setChannel("internal")
                    .setStatus(Status.DELIVERED)
                    .setUpToSeq(3))
            .build());
    session.event(event().setRead(ReadMoved.newBuilder().setUserId("maria").setUpToSeq(3)).build());
    session.event(
        event().setTyping(Typing.newBuilder().setUserId("maria").setActive(true)).build());
    session.event(
        event()
            .setConversationId("")
            .setPresence(Presence.newBuilder().setUserId("maria").setOnline(true))
            .build());
    session.event(
        event()
            .setMember(
                MemberChanged.newBuilder()
                    .setUserId("ana")
                    .setChange("added")
                    .setRole("member")
                    .setBy("bruno"))
            .build());

    assertThat(tail.get()).isZero();
    assertThat(cli.lines())
        .containsExactly(
            "--:--:--  @maria            #1 maria: text 1",
            "12:00:00  @maria            * maria edited #1: better",
            "12:00:00  @maria            * maria deleted #1",
            "12:00:00  @maria            * maria reacted 👍 to #1",
            "12:00:00  @maria            * delivered to maria up to #3",
            "12:00:00  @maria            * maria read up to #3",
            "12:00:00  @maria            * maria is typing",
            "12:00:00                    * maria is online",
            "12:00:00  @maria            * ana added by bruno (member)");
  }

  @Test
  void printsJsonLinesOfTheConversationsThatWereNamed() throws Exception {
    var tail = tail("tail", B, "--json", "--limit", "1");
    var session = cli.server.nextSession();

    session.message(A, 1);
    session.message(B, 1);

    assertThat(tail.get()).isZero();
    assertThat(cli.lines())
        .singleElement()
        .asString()
        .startsWith("{\"conversation_id\":\"" + B + "\"")
        .contains("\"message\":{");
  }

  @Test
  void acksWhatArrived() throws Exception {
    var tail = tail("tail", "-n", "2");
    var session = cli.server.nextSession();

    session.message(A, 1);
    session.message(A, 2);

    assertThat(tail.get()).isZero();
    long seq = 0;
    while (seq < 2) {
      seq = session.next(ClientFrame.FrameCase.ACK).getAck().getSeq();
    }
    assertThat(seq).isEqualTo(2);
  }

  @Test
  void doesNotAckWhenToldNotTo() throws Exception {
    var tail = tail("tail", "--no-ack", "-n", "1");
    var session = cli.server.nextSession();

    session.message(A, 1);

    assertThat(tail.get()).isZero();
    assertThat(session.waiting()).isZero();
  }

  @Test
  void survivesARestartOfTheServer() throws Exception {
    var tail = tail("tail", "-n", "2");
    var session = cli.server.nextSession();
    session.message(A, 1);
    while (!cli.out.toString().contains("text 1")) {
      Thread.onSpinWait();
    }

    cli.server.stop();
    cli.server.startAgain();
    var again = cli.server.nextSession();
    again.message(A, 1);
    again.message(A, 2);

    assertThat(tail.get()).isZero();
    assertThat(cli.lines())
        .extracting(line -> line.substring(28))
        .containsExactly("#1 maria: text 1", "#2 maria: text 2");
    assertThat(cli.err.toString().lines())
        .containsExactly(
            "chat4all: connection lost (unreachable), connecting again",
            "chat4all: connected again");
  }

  @Test
  void endsWhenTheServerRefusesIt() throws Exception {
    var tail = tail("tail");
    var session = cli.server.nextSession();

    session.fail(
        ScriptedServer.error(
            io.grpc.Status.Code.PERMISSION_DENIED, "permission_denied", "account deleted"));

    assertThat(tail.get()).isEqualTo(1);
    assertThat(cli.err.toString()).isEqualTo("chat4all: account deleted (permission_denied)\n");
  }

  private Future<Integer> tail(String... args) {
    var exit = new CompletableFuture<Integer>();
    Thread.ofVirtual().start(() -> exit.complete(cli.run(args)));
    return exit;
  }

  /// An event of noon in São Paulo.
  private static Event.Builder event() {
    return Event.newBuilder()
        .setConversationId(A)
        .setAt(Timestamp.newBuilder().setSeconds(1_795_186_800L));
  }
}
