package io.chat4all.worker.routing;

import io.chat4all.core.connector.InMemoryChannelAccountDirectory;
import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.conversation.InMemoryConversationDirectory;
import io.chat4all.core.conversation.Member;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.history.InMemoryMessageStore;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.MessageStore.AppendOutcome;
import io.chat4all.core.identity.InMemoryAccountDirectory;
import io.chat4all.core.identity.InMemoryIdentityDirectory;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MessageAccepted;
import io.chat4all.core.log.EventLog;
import io.chat4all.core.log.InMemoryLog;
import io.chat4all.core.log.LogPosition;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.route.DirectoryRoutePlanner;
import io.chat4all.core.route.RouteConfig;
import io.chat4all.core.route.RouteSources;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// Measures what a router costs per message: its own work, over a store that only nods, and with
/// the store in memory. Arguments: messages (2,000,000), batch (500), conversations (200).
final class RoutingMeasurement {

  /// Batches that are timed together, as the clock of the CPU may be coarse.
  private static final int CHUNK = 100;

  private static final UserId SENDER = new UserId("bruno");
  private static final Content CONTENT = new Content.Text("x".repeat(300));

  private RoutingMeasurement() {}

  public static void main(String[] arguments) {
    int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2_000_000;
    int batch = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
    int conversations = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 200;
    for (int round = 0; round < 3; round++) {
      measure("own work", noddingStore(), OutboundRoutes.NONE, messages, batch, conversations);
      measure(
          "with routes, all in the app",
          noddingStore(),
          inTheApp(conversations),
          messages,
          batch,
          conversations);
    }
    measure(
        "with the store in memory",
        new InMemoryMessageStore(),
        OutboundRoutes.NONE,
        400_000,
        batch,
        conversations);
  }

  private static void measure(
      String what,
      MessageStore store,
      OutboundRoutes routes,
      int messages,
      int batch,
      int conversations) {
    var router = new RoutingWorker(store, new DeafEventLog(), routes, Clock.systemUTC(), 50_000);
    var threads = ManagementFactory.getThreadMXBean();
    long cpu = 0;
    long wall = 0;
    for (int done = 0; done < messages; done += CHUNK * batch) {
      var batches = new ArrayList<List<LoggedFact<ConversationFact>>>();
      for (int i = 0; i < CHUNK; i++) {
        batches.add(facts(done + i * batch, batch, conversations));
      }
      long cpuBefore = threads.getCurrentThreadCpuTime();
      long wallBefore = System.nanoTime();
      batches.forEach(router::handle);
      wall += System.nanoTime() - wallBefore;
      cpu += threads.getCurrentThreadCpuTime() - cpuBefore;
    }
    System.out.printf(
        "%s: %,d messages, batches of %d, %d conversations: %.2f µs CPU each, %,.0f/s%n",
        what,
        messages,
        batch,
        conversations,
        cpu / 1_000.0 / messages,
        messages / (wall / 1_000_000_000.0));
  }

  private static List<LoggedFact<ConversationFact>> facts(int start, int count, int conversations) {
    var now = Instant.now();
    var facts = new ArrayList<LoggedFact<ConversationFact>>(count);
    for (int i = start; i < start + count; i++) {
      ConversationFact fact =
          new MessageAccepted(
              new ConversationId(new UUID(0x4000, i % conversations)),
              new MessageId(new UUID(i * 0x9E3779B97F4A7C15L, i)),
              true,
              SENDER,
              CONTENT,
              Optional.empty(),
              Map.of(),
              List.of(),
              List.of(),
              now);
      facts.add(new LoggedFact<>(new LogPosition("log", 0, i), fact, false));
    }
    return facts;
  }

  /// Routes of groups of five whose members have no address outside the app.
  private static OutboundRoutes inTheApp(int conversations) {
    var directory = new InMemoryConversationDirectory();
    var now = Instant.now();
    for (int i = 0; i < conversations; i++) {
      var id = new ConversationId(new UUID(0x4000, i));
      directory.create(
          new Conversation(id, ConversationType.GROUP, "", Map.of(), false, SENDER, now),
          Stream.of("bruno", "maria", "caio", "ana", "bia")
              .map(user -> new Member(new UserId(user), MemberRole.MEMBER, now))
              .toList());
    }
    var sources =
        new RouteSources(
            directory,
            new InMemoryIdentityDirectory(new InMemoryAccountDirectory()),
            new InMemoryChannelAccountDirectory());
    var planner =
        new DirectoryRoutePlanner(sources, new InMemoryLog(), RouteConfig.NONE, Clock.systemUTC());
    return new OutboundRoutes(planner, OutboundRoutes.NONE.queue(), UserId::value);
  }

  /// A store that has nothing and takes everything.
  private static MessageStore noddingStore() {
    var appended = new AppendOutcome.Appended();
    return (MessageStore)
        Proxy.newProxyInstance(
            MessageStore.class.getClassLoader(),
            new Class<?>[] {MessageStore.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "append" -> appended;
                  case "heads", "find" -> Map.of();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static final class DeafEventLog implements EventLog {
    @Override
    public void publish(List<ConversationEvent> events) {}

    @Override
    public void publishFleeting(ConversationEvent event) {}
  }
}
