package io.chat4all.cli;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.protocol.v1.Conversation;
import io.chat4all.protocol.v1.CreateConversationRequest;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chat4all conversations`: lists them, makes them, changes their members.
@Command(
    name = "conversations",
    description = "List your conversations; with a command, make one or change its members.",
    footer = {
      "",
      "Example:",
      "  chat4all conversations",
      "  chat4all conversations create --title Lunch maria ana",
      "  chat4all conversations add 0190b0f2-8f00-7000-8000-000000000001 joao"
    })
final class ConversationsCommand implements Callable<Integer> {

  private static final String ID = "CONVERSATION";
  private static final String ID_IS = "Its id.";

  private final CliContext context;

  @Mixin private CommonOptions common = new CommonOptions();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "At most N (default: all).")
  private long limit = Long.MAX_VALUE;

  ConversationsCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (var client = common.client(context)) {
      var me = new SignInFile(context.configDir()).userId();
      var dates = new EventText(context.output(), context.zone());
      var table = new Table("ID", "TYPE", "MEMBERS", "MESSAGES", "UNREAD", "CREATED", "NAME");
      table.print(
          context.output(),
          common.json,
          client.conversations(),
          limit,
          c ->
              table.row(
                  c.getConversationId(),
                  c.getType(),
                  Integer.toString(c.getMemberCount()),
                  Long.toString(c.getLastSeq()),
                  Integer.toString(c.getUnreadCount()),
                  dates.date(c.getCreatedAt()),
                  Conversations.name(c, me)));
    }
    return 0;
  }

  @Command(
      name = "create",
      description = "Make a conversation: private with one user, or a group.",
      footer = {
        "",
        "Example:",
        "  chat4all conversations create maria",
        "  chat4all conversations create --title Lunch maria ana"
      })
  int create(
      @Mixin CommonOptions options,
      @Option(names = "--group", description = "A group, even of two.") boolean group,
      @Option(names = "--open", description = "A group that anyone may join.") boolean open,
      @Option(names = "--title", paramLabel = "TITLE", description = "Title of the group.")
          @Nullable String title,
      @Option(names = "--id", paramLabel = "UUID", description = "Its id (default: a new one).")
          @Nullable String id,
      @Parameters(arity = "0..*", paramLabel = "USER", description = "Its members, besides you.")
          @Nullable List<String> users) {
    var members = users == null ? List.<String>of() : users;
    boolean isPrivate = !group && !open && title == null && members.size() == 1;
    var request =
        CreateConversationRequest.newBuilder()
            .setType(isPrivate ? "private" : "group")
            .addAllMembers(members.stream().map(ConversationsCommand::username).toList())
            .setOpen(open);
    if (title != null) {
      request.setTitle(title);
    }
    if (id != null) {
      request.setConversationId(Conversations.id("--id", id, "a UUID"));
    }
    try (var client = options.client(context)) {
      show(client.createConversation(request.build()), options);
    }
    return 0;
  }

  @Command(
      name = "members",
      description = "List the members.",
      footer = {"", "Example:", "  chat4all conversations members @maria"})
  int members(
      @Mixin CommonOptions options,
      @Parameters(paramLabel = "CONVERSATION|@USER", description = "Which one.") String id) {
    try (var client = options.client(context)) {
      var dates = new EventText(context.output(), context.zone());
      var table = new Table("USER", "ROLE", "JOINED");
      table.print(
          context.output(),
          options.json,
          client.members(Conversations.find(client, id)),
          Long.MAX_VALUE,
          member ->
              table.row(member.getUserId(), member.getRole(), dates.date(member.getJoinedAt())));
    }
    return 0;
  }

  @Command(
      name = "add",
      description = "Add users to a group.",
      footer = {
        "",
        "Example:",
        "  chat4all conversations add 0190b0f2-8f00-7000-8000-000000000001 ana joao"
      })
  int add(
      @Mixin CommonOptions options,
      @Parameters(index = "0", paramLabel = ID, description = ID_IS) String id,
      @Parameters(index = "1..*", arity = "1..*", paramLabel = "USER", description = "Whom.")
          List<String> users) {
    var names = users.stream().map(ConversationsCommand::username).toList();
    return change(options, id, (client, group) -> client.addMembers(group, names));
  }

  @Command(
      name = "remove",
      description = "Remove a user from a group.",
      footer = {
        "",
        "Example:",
        "  chat4all conversations remove 0190b0f2-8f00-7000-8000-000000000001 joao"
      })
  int remove(
      @Mixin CommonOptions options,
      @Parameters(index = "0", paramLabel = ID, description = ID_IS) String id,
      @Parameters(index = "1", paramLabel = "USER", description = "Whom.") String user) {
    return change(options, id, (client, group) -> client.removeMember(group, username(user)));
  }

  @Command(
      name = "join",
      description = "Join an open group.",
      footer = {
        "",
        "Example:",
        "  chat4all conversations join 0190b0f2-8f00-7000-8000-000000000001"
      })
  int join(
      @Mixin CommonOptions options, @Parameters(paramLabel = ID, description = ID_IS) String id) {
    return change(options, id, Chat4AllClient::join);
  }

  @Command(
      name = "leave",
      description = "Leave a group.",
      footer = {
        "",
        "Example:",
        "  chat4all conversations leave 0190b0f2-8f00-7000-8000-000000000001"
      })
  int leave(
      @Mixin CommonOptions options, @Parameters(paramLabel = ID, description = ID_IS) String id) {
    return change(options, id, Chat4AllClient::leave);
  }

  private int change(CommonOptions options, String id, BiConsumer<Chat4AllClient, String> change) {
    var group = Conversations.id("conversation", id, "a conversation id");
    try (var client = options.client(context)) {
      change.accept(client, group);
    }
    if (!options.json) {
      context.output().line("done");
    }
    return 0;
  }

  private void show(Conversation conversation, CommonOptions options) {
    if (options.json) {
      context.output().json(conversation);
    } else {
      context.output().line(conversation.getConversationId());
    }
  }

  private static String username(String text) {
    return text.startsWith("@") ? text.substring(1) : text;
  }
}
