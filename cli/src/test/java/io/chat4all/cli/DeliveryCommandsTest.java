package io.chat4all.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import io.chat4all.protocol.v1.AdminGrpc;
import io.chat4all.protocol.v1.DeadLetter;
import io.chat4all.protocol.v1.DeliveryName;
import io.chat4all.protocol.v1.DiscardDeadLetterResponse;
import io.chat4all.protocol.v1.IdentitiesGrpc;
import io.chat4all.protocol.v1.Identity;
import io.chat4all.protocol.v1.LinkIdentityRequest;
import io.chat4all.protocol.v1.ListDeadLettersResponse;
import io.chat4all.protocol.v1.MergeUsersResponse;
import io.chat4all.protocol.v1.MessageTrace;
import io.chat4all.protocol.v1.MessagesGrpc;
import io.chat4all.protocol.v1.ReplayDeadLettersRequest;
import io.chat4all.protocol.v1.ReplayDeadLettersResponse;
import io.chat4all.protocol.v1.Status;
import io.chat4all.protocol.v1.TraceHop;
import io.chat4all.protocol.v1.TracedAttempt;
import io.chat4all.protocol.v1.TracedDelivery;
import io.chat4all.protocol.v1.UserIdentities;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DeliveryCommandsTest {

  private static final String CHAT = "0190b0f2-8f00-7000-8000-000000000001";
  private static final String MESSAGE = "0190b0f2-8f00-7000-8000-000000000002";
  private static final String OTHER = "0190b0f2-8f00-7000-8000-000000000003";

  @TempDir private Path home;
  private Cli cli;

  @BeforeEach
  void start() {
    cli = new Cli(home).signedIn();
  }

  @AfterEach
  void stop() {
    cli.close();
  }

  @Test
  void showsTheWayOfAMessageLineByLine() {
    cli.server.on(MessagesGrpc.getTraceMessageMethod(), _ -> trace());

    int exit = cli.run("trace", MESSAGE);

    assertThat(exit).isZero();
    assertThat(cli.lines())
        .containsExactly(
            "message       " + MESSAGE,
            "conversation  " + CHAT,
            "status        failed",
            "",
            "2026-11-20 12:00:00.000  accepted",
            "2026-11-20 12:00:00.003  routed as #5",
            "2026-11-20 12:00:00.003  whatsapp   maria  pending by router",
            "2026-11-20 12:00:00.010  whatsapp   maria  attempt 1 from main: deferred after 50 ms: "
                + "130429 slow · down; next at 2026-11-20 12:00:01.000",
            "2026-11-20 12:00:01.000  whatsapp   maria  attempt 2 from main: under way",
            "2026-11-20 12:00:02.000  whatsapp   maria  failed by whatsapp/main: 131026",
            "2026-11-20 12:00:02.000  whatsapp   maria  dead letter: 131026",
            "",
            "RECIPIENT  CHANNEL   ACCOUNT  ADDRESS    STATE   ATTEMPTS  NEXT  REASON",
            "maria      whatsapp  main     •••••1234  failed  2         -     131026");
    assertThat(cli.run("trace", "nonsense")).isEqualTo(2);
  }

  @Test
  void printsATraceAsJson() {
    cli.server.on(MessagesGrpc.getTraceMessageMethod(), _ -> trace());

    cli.run("trace", "--json", MESSAGE);

    assertThat(cli.lines()).singleElement().asString().contains("\"kind\":\"dead_letter\"");
  }

  @Test
  void listsDeadLetters() {
    cli.server.on(AdminGrpc.getListDeadLettersMethod(), _ -> letters());

    cli.run("dead-letters", "list", "--channel", "whatsapp", "-n", "1");

    assertThat(cli.lines())
        .containsExactly(
            "DIED                 MESSAGE                               CHANNEL   RECIPIENT  TRIES  REASON",
            "2026-11-20 12:00:00  " + MESSAGE + "  whatsapp  maria      4      131026");
    assertThat(cli.server.requests(AdminGrpc.getListDeadLettersMethod()))
        .singleElement()
        .satisfies(request -> assertThat(request.getChannel()).isEqualTo("whatsapp"));
  }

  @Test
  void replaysAChannelOrSomeMessages() {
    cli.server.on(AdminGrpc.getListDeadLettersMethod(), _ -> letters());
    cli.server.on(
        AdminGrpc.getReplayDeadLettersMethod(),
        _ -> ReplayDeadLettersResponse.newBuilder().setReplayed(3).setSkipped(1).build());

    assertThat(cli.run("dead-letters", "replay", "--channel", "whatsapp", "--limit", "7")).isZero();
    assertThat(cli.run("dead-letters", "replay", MESSAGE)).isZero();
    assertThat(cli.run("dead-letters", "replay")).isEqualTo(2);
    assertThat(cli.run("dead-letters", "replay", CHAT)).isEqualTo(1);

    assertThat(cli.lines())
        .containsExactly(
            "3 on their way again, 1 passed over", "3 on their way again, 1 passed over");
    assertThat(cli.server.requests(AdminGrpc.getReplayDeadLettersMethod()))
        .containsExactly(
            ReplayDeadLettersRequest.newBuilder().setChannel("whatsapp").setLimit(7).build(),
            ReplayDeadLettersRequest.newBuilder().addItems(delivery(MESSAGE)).build());
  }

  @Test
  void putsDeadLettersAway() {
    cli.server.on(AdminGrpc.getListDeadLettersMethod(), _ -> letters());
    cli.server.on(
        AdminGrpc.getDiscardDeadLetterMethod(),
        _ -> DiscardDeadLetterResponse.getDefaultInstance());

    int exit = cli.run("dead-letters", "discard", MESSAGE, OTHER);

    assertThat(exit).isZero();
    assertThat(cli.lines()).containsExactly("2 put away");
    assertThat(cli.server.requests(AdminGrpc.getDiscardDeadLetterMethod())).hasSize(2);
  }

  @Test
  void listsAndLinksAddresses() {
    cli.server.on(IdentitiesGrpc.getListIdentitiesMethod(), _ -> identities());
    cli.server.on(
        IdentitiesGrpc.getLinkIdentityMethod(),
        request ->
            Identity.newBuilder()
                .setUserId(request.getUserId())
                .setChannel(request.getChannel())
                .setAddress("5511912345678")
                .build());

    cli.run("identities");
    cli.run(
        "identities", "link", "@maria", "whatsapp", "+55 11 91234-5678", "--username", "maria.s");

    assertThat(cli.lines())
        .containsExactly(
            "CHANNEL   ADDRESS        REACHABLE  LINKED               LAST WROTE           NAME",
            "whatsapp  5511912345678  yes        2026-11-20 12:00:00  2026-11-20 12:00:00  Maria",
            "telegram  42             no         2026-11-20 12:00:00  -                    @maria_s",
            "prefers telegram, whatsapp",
            "maria is 5511912345678 on whatsapp");
    assertThat(cli.server.requests(IdentitiesGrpc.getListIdentitiesMethod()))
        .singleElement()
        .satisfies(request -> assertThat(request.getUserId()).isEqualTo("me"));
    assertThat(cli.server.requests(IdentitiesGrpc.getLinkIdentityMethod()))
        .containsExactly(
            LinkIdentityRequest.newBuilder()
                .setUserId("maria")
                .setChannel("whatsapp")
                .setAddress("+55 11 91234-5678")
                .setUsername("maria.s")
                .build());
  }

  @Test
  void unlinksPrefersMergesAndUnmerges() {
    cli.server.on(IdentitiesGrpc.getUnlinkIdentityMethod(), _ -> Empty.getDefaultInstance());
    cli.server.on(IdentitiesGrpc.getSetChannelPreferenceMethod(), _ -> identities());
    cli.server.on(
        IdentitiesGrpc.getMergeUsersMethod(),
        _ -> MergeUsersResponse.newBuilder().setMergeId(OTHER).build());
    cli.server.on(IdentitiesGrpc.getUnmergeUsersMethod(), _ -> Empty.getDefaultInstance());

    assertThat(cli.run("identities", "unlink", "me", "telegram", "42")).isZero();
    assertThat(cli.run("identities", "prefer", "me", "telegram", "whatsapp", "--json")).isZero();
    assertThat(cli.run("identities", "merge", "maria", "contact-1")).isZero();
    assertThat(cli.run("identities", "unmerge", OTHER)).isZero();

    assertThat(cli.lines()).hasSize(4).contains("done", OTHER);
    assertThat(cli.server.requests(IdentitiesGrpc.getSetChannelPreferenceMethod()))
        .singleElement()
        .satisfies(request ->
            assertThat(request.getChannelsList()).containsExactly("telegram", "whatsapp"));
  }

  private static UserIdentities identities() {
    return UserIdentities.newBuilder()
        .setUserId("bruno")
        .addIdentities(
            Identity.newBuilder()
                .setChannel("whatsapp")
                .setAddress("5511912345678")
                .setDisplayName("Maria")
                .setLinkedAt(noon(0))
                .setLastInboundAt(noon(0))
                .setReachable(true))
        .addIdentities(
            Identity.newBuilder()
                .setChannel("telegram")
                .setAddress("42")
                .setUsername("maria_s")
                .setLinkedAt(noon(0)))
        .addChannels("telegram")
        .addChannels("whatsapp")
        .build();
  }

  private static ListDeadLettersResponse letters() {
    return ListDeadLettersResponse.newBuilder()
        .addDeadLetters(letter(MESSAGE))
        .addDeadLetters(letter(OTHER))
        .build();
  }

  private static DeadLetter letter(String message) {
    return DeadLetter.newBuilder()
        .setDelivery(delivery(message))
        .setReason("131026")
        .setAttempts(4)
        .setDiedAt(noon(0))
        .build();
  }

  private static DeliveryName delivery(String message) {
    return DeliveryName.newBuilder()
        .setConversationId(CHAT)
        .setMessageId(message)
        .setRecipient("maria")
        .setChannel("whatsapp")
        .build();
  }

  private static MessageTrace trace() {
    return MessageTrace.newBuilder()
        .setMessageId(MESSAGE)
        .setConversationId(CHAT)
        .setStatus(Status.FAILED)
        .addHops(TraceHop.newBuilder().setAt(noon(0)).setKind("accepted"))
        .addHops(TraceHop.newBuilder().setAt(noon(3)).setKind("routed").setSeq(5))
        .addHops(hop(3, "status").setStatus(Status.PENDING).setCause("router"))
        .addHops(
            hop(10, "attempt")
                .setDetail("130429 slow \u0007 down")
                .setAttempt(
                    TracedAttempt.newBuilder()
                        .setNumber(1)
                        .setAccount("main")
                        .setEndedAt(noon(60))
                        .setDurationMillis(50)
                        .setOutcome("deferred")
                        .setNextAttemptAt(noon(1_000))))
        .addHops(
            hop(1_000, "attempt")
                .setAttempt(TracedAttempt.newBuilder().setNumber(2).setAccount("main")))
        .addHops(
            hop(2_000, "status")
                .setStatus(Status.FAILED)
                .setCause("whatsapp/main")
                .setDetail("131026"))
        .addHops(hop(2_000, "dead_letter").setDetail("131026"))
        .addDeliveries(
            TracedDelivery.newBuilder()
                .setRecipient("maria")
                .setChannel("whatsapp")
                .setAccount("main")
                .setAddress("•••••1234")
                .setState("failed")
                .setAttempts(2)
                .setReason("131026"))
        .build();
  }

  private static TraceHop.Builder hop(int millis, String kind) {
    return TraceHop.newBuilder()
        .setAt(noon(millis))
        .setKind(kind)
        .setRecipient("maria")
        .setChannel("whatsapp");
  }

  private static Timestamp noon(int millis) {
    return Timestamp.newBuilder()
        .setSeconds(1_795_186_800L + millis / 1_000)
        .setNanos(millis % 1_000 * 1_000_000)
        .build();
  }
}
