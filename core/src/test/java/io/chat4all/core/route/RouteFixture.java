package io.chat4all.core.route;

import io.chat4all.core.TestClock;
import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.ChannelAccount;
import io.chat4all.core.connector.InMemoryChannelAccountDirectory;
import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.conversation.InMemoryConversationDirectory;
import io.chat4all.core.conversation.Member;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.Identity;
import io.chat4all.core.identity.InMemoryAccountDirectory;
import io.chat4all.core.identity.InMemoryIdentityDirectory;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.InMemoryLog;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.MessageId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// A planner over fakes: accounts `main` of three channels, and the conversation `CHAT`, owned by
/// bruno.
final class RouteFixture {

  static final ChannelId WHATSAPP = new ChannelId("whatsapp");
  static final ChannelId TELEGRAM = new ChannelId("telegram");
  static final ChannelId INSTAGRAM = new ChannelId("instagram");
  static final ChannelId ALL = new ChannelId("all");
  static final ConversationId CHAT = ConversationId.of("00000000-0000-4000-8000-00000000000a");
  static final UserId BRUNO = new UserId("bruno");

  final TestClock clock = new TestClock();
  final InMemoryLog log = new InMemoryLog();
  final InMemoryAccountDirectory users = new InMemoryAccountDirectory();
  final InMemoryIdentityDirectory identities = new InMemoryIdentityDirectory(users);
  final InMemoryConversationDirectory conversations = new InMemoryConversationDirectory();
  final InMemoryChannelAccountDirectory accounts = new InMemoryChannelAccountDirectory();
  final DirectoryRoutePlanner planner;
  private int links;

  RouteFixture() {
    this(RouteConfig.NONE);
  }

  RouteFixture(RouteConfig config) {
    Stream.of(WHATSAPP, TELEGRAM, INSTAGRAM).forEach(channel -> account(channel, "main", ""));
    user("bruno");
    conversations.create(
        new Conversation(CHAT, ConversationType.GROUP, "", Map.of(), false, BRUNO, clock.instant()),
        List.of(new Member(BRUNO, MemberRole.OWNER, clock.instant())));
    this.planner =
        new DirectoryRoutePlanner(
            new RouteSources(conversations, identities, accounts), log, config, clock);
  }

  static Target target(ChannelId channel, String address) {
    return new Target(new ChannelAccountId(channel, "main"), address);
  }

  void account(ChannelId channel, String name, String stopped) {
    var id = new ChannelAccountId(channel, name);
    accounts.save(new ChannelAccount(id, "{}", List.of(), stopped, 1, Instant.EPOCH));
    log.announce(new DirectoryChange.ChannelAccountChanged(id));
  }

  UserId user(String name) {
    var id = new UserId(name);
    users.create(new Account(id, Role.USER, name, Optional.empty(), "", 0, Instant.EPOCH));
    return id;
  }

  UserId member(String name) {
    var id = user(name);
    conversations.addMembers(
        CHAT, List.of(new Member(id, MemberRole.MEMBER, clock.instant())), 100_000);
    log.announce(new DirectoryChange.ConversationChanged(CHAT));
    return id;
  }

  void link(UserId user, ChannelId channel, String address) {
    link(user, channel, address, "main", "");
  }

  void link(UserId user, ChannelId channel, String address, String account, String username) {
    identities.link(
        new Identity(
            new Address(channel, address),
            user,
            account,
            username,
            "",
            clock.instant().plusSeconds(links++),
            Optional.empty(),
            true));
    changed(user);
  }

  void changed(UserId user) {
    log.announce(new DirectoryChange.AccountChanged(user));
  }

  void prefer(UserId user, ChannelId... channels) {
    identities.setPreference(user, List.of(channels));
    changed(user);
  }

  RoutePlan plan(String text) {
    return planner.plan(message(BRUNO, text, List.of(), List.of()));
  }

  RoutePlan planTo(List<UserId> to, ChannelId... channels) {
    return planner.plan(message(BRUNO, "oi", to, Arrays.asList(channels)));
  }

  MessageAccepted message(UserId sender, String text, List<UserId> to, List<ChannelId> channels) {
    return new MessageAccepted(
        CHAT,
        new MessageId(UUID.randomUUID()),
        false,
        sender,
        new Content.Text(text),
        Optional.empty(),
        Map.of(),
        to,
        channels,
        clock.instant());
  }

  /// `recipient channel:address|channel:address` of each route.
  static List<String> lines(RoutePlan plan) {
    return plan.routes().stream().map(RouteFixture::line).toList();
  }

  static String line(Route route) {
    var line = new StringBuilder(route.recipient()).append(' ').append(text(route.target()));
    route.alternatives().forEach(other -> line.append('|').append(text(other)));
    return line.toString();
  }

  private static String text(Target target) {
    var account = target.account();
    var name = account.name().equals("main") ? "" : "/" + account.name();
    return account.channel() + name + ":" + target.address();
  }
}
