package io.chat4all.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import io.chat4all.client.ScriptedServer;
import io.chat4all.protocol.v1.AddMembersResponse;
import io.chat4all.protocol.v1.Conversation;
import io.chat4all.protocol.v1.ConversationsGrpc;
import io.chat4all.protocol.v1.CreateConversationRequest;
import io.chat4all.protocol.v1.ListConversationsResponse;
import io.chat4all.protocol.v1.ListMembersResponse;
import io.chat4all.protocol.v1.ListUsersResponse;
import io.chat4all.protocol.v1.Member;
import io.chat4all.protocol.v1.UsersGrpc;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DirectoryCommandsTest {

  private static final String PRIVATE = "0190b0f2-8f00-7000-8000-000000000001";
  private static final String GROUP = "0190b0f2-8f00-7000-8000-000000000002";

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
  void listsConversationsInColumns() {
    cli.server.on(
        ConversationsGrpc.getListConversationsMethod(),
        request ->
            request.getPageToken().isEmpty()
                ? ListConversationsResponse.newBuilder()
                    .addConversations(
                        Conversation.newBuilder()
                            .setConversationId(GROUP)
                            .setType("group")
                            .setTitle("Lunch")
                            .setMemberCount(12)
                            .setLastSeq(1_234)
                            .setUnreadCount(7)
                            .setCreatedAt(noon()))
                    .setNextPageToken("more")
                    .build()
                : ListConversationsResponse.newBuilder()
                    .addConversations(
                        Conversation.newBuilder()
                            .setConversationId(PRIVATE)
                            .setType("private")
                            .setMemberCount(2)
                            .addMembers(Member.newBuilder().setUserId("bruno"))
                            .addMembers(Member.newBuilder().setUserId("maria"))
                            .setCreatedAt(noon()))
                    .build());

    int exit = cli.run("conversations");

    assertThat(exit).isZero();
    assertThat(cli.lines())
        .containsExactly(
            "ID                                    TYPE     MEMBERS  MESSAGES  UNREAD  CREATED              NAME",
            GROUP + "  group    12       1234      7       2026-11-20 12:00:00  Lunch",
            PRIVATE + "  private  2        0         0       2026-11-20 12:00:00  @maria");
  }

  @Test
  void makesAPrivateConversationOrAGroup() {
    cli.server.on(
        ConversationsGrpc.getCreateConversationMethod(),
        _ -> Conversation.newBuilder().setConversationId(GROUP).build());

    cli.run("conversations", "create", "@maria");
    cli.run("conversations", "create", "--title", "Lunch", "--open", "--id", GROUP, "maria", "ana");

    assertThat(cli.lines()).containsExactly(GROUP, GROUP);
    assertThat(cli.server.requests(ConversationsGrpc.getCreateConversationMethod()))
        .containsExactly(
            CreateConversationRequest.newBuilder().setType("private").addMembers("maria").build(),
            CreateConversationRequest.newBuilder()
                .setType("group")
                .setConversationId(GROUP)
                .setTitle("Lunch")
                .setOpen(true)
                .addMembers("maria")
                .addMembers("ana")
                .build());
  }

  @Test
  void changesTheMembersOfAGroup() {
    cli.server.on(
        ConversationsGrpc.getAddMembersMethod(), _ -> AddMembersResponse.getDefaultInstance());
    cli.server.on(ConversationsGrpc.getRemoveMemberMethod(), _ -> Empty.getDefaultInstance());
    cli.server.on(ConversationsGrpc.getJoinConversationMethod(), _ -> Member.getDefaultInstance());
    cli.server.on(ConversationsGrpc.getLeaveConversationMethod(), _ -> Empty.getDefaultInstance());
    cli.server.on(
        ConversationsGrpc.getListMembersMethod(),
        _ ->
            ListMembersResponse.newBuilder()
                .addMembers(
                    Member.newBuilder().setUserId("bruno").setRole("owner").setJoinedAt(noon()))
                .build());

    assertThat(cli.run("conversations", "add", GROUP, "ana", "joao")).isZero();
    assertThat(cli.run("conversations", "remove", GROUP, "joao")).isZero();
    assertThat(cli.run("conversations", "join", GROUP)).isZero();
    assertThat(cli.run("conversations", "leave", GROUP)).isZero();
    assertThat(cli.run("conversations", "members", GROUP)).isZero();

    assertThat(cli.server.requests(ConversationsGrpc.getAddMembersMethod()))
        .singleElement()
        .satisfies(add -> assertThat(add.getMembersList()).containsExactly("ana", "joao"));
    assertThat(cli.lines())
        .containsExactly(
            "done",
            "done",
            "done",
            "done",
            "USER   ROLE   JOINED",
            "bruno  owner  2026-11-20 12:00:00");
  }

  @Test
  void listsUsers() {
    cli.server.on(
        UsersGrpc.getListUsersMethod(),
        _ -> ListUsersResponse.newBuilder().addUsers(Cli.user("maria")).build());

    int exit = cli.run("users", "list", "--prefix", "ma", "--json");

    assertThat(exit).isZero();
    assertThat(cli.server.requests(UsersGrpc.getListUsersMethod()))
        .singleElement()
        .satisfies(request -> assertThat(request.getPrefix()).isEqualTo("ma"));
    assertThat(cli.lines()).singleElement().asString().contains("\"username\":\"maria\"");
  }

  @Test
  void signsAUserUpWithoutBeingSignedIn() {
    cli.env.put("CHAT4ALL_CONFIG_DIR", home.resolve("other").toString());
    cli.server.on(UsersGrpc.getCreateUserMethod(), request -> Cli.user(request.getUsername()));
    cli.stdin = "long enough\n";

    int exit =
        cli.run(
            "users",
            "create",
            "--username",
            "ana",
            "--email",
            "ana@example.org",
            "--password-stdin");

    assertThat(exit).isZero();
    assertThat(cli.lines()).containsExactly("Signed up ana");
    assertThat(cli.server.requests(UsersGrpc.getCreateUserMethod()))
        .singleElement()
        .satisfies(request -> assertThat(request.getPassword()).isEqualTo("long enough"));
  }

  @Test
  void aFieldAtFaultIsNamed() {
    cli.stdin = "short\n";
    cli.server.on(
        UsersGrpc.getCreateUserMethod(),
        _ -> {
          throw ScriptedServer.error(
              io.grpc.Status.Code.INVALID_ARGUMENT,
              "invalid_argument",
              "must be at least 8 bytes",
              "password",
              Duration.ZERO);
        });

    int exit =
        cli.run("users", "create", "-u", "ana", "--email", "a@example.org", "--password-stdin");

    assertThat(exit).isEqualTo(1);
    assertThat(cli.err.toString())
        .isEqualTo("chat4all: password: must be at least 8 bytes (invalid_argument)\n");
  }

  private static Timestamp noon() {
    return Timestamp.newBuilder().setSeconds(1_795_186_800L).build();
  }
}
