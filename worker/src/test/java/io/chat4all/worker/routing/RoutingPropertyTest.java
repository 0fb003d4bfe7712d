package io.chat4all.worker.routing;

import static io.chat4all.worker.routing.LogScript.CHAT;
import static io.chat4all.worker.routing.LogScript.OTHER;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationEvent.InConversation;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.Message;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whatever fails, and whoever handles a fact how often and together with which others: the history
/// is the one that the log means, and everybody hears of it.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RoutingPropertyTest {

  private static final int SEEDS = Integer.getInteger("routing.seeds", 600);

  @Test
  void crashesAndMovedBatchesChangeNothing() {
    for (int seed = 0; seed < SEEDS; seed++) {
      check(seed, false);
    }
  }

  @Test
  void routersThatDoNotKnowTheyLostThePartitionChangeNothing() {
    for (int seed = 0; seed < SEEDS; seed++) {
      check(seed, true);
    }
  }

  private static void check(int seed, boolean zombies) {
    var random = new Random(seed);
    var log = new RandomLog(random).facts(20 + random.nextInt(100));
    var expected = new ExpectedHistory(log);
    var simulation = new RoutingSimulation(random, log, zombies);

    simulation.run();

    for (var conversation : List.of(CHAT, OTHER)) {
      assertThat(lines(simulation.store(), conversation))
          .as("history of seed %d", seed)
          .isEqualTo(expected.lines(conversation));
      checkEvents(seed, conversation, expected, simulation.published());
      checkDeliveries(seed, conversation, simulation);
      if (!zombies) {
        checkClient(seed, conversation, expected, simulation.published());
      }
    }
  }

  /// Every event came, for the first time in the order of the log, and no message at another seq.
  private static void checkEvents(
      int seed,
      ConversationId conversation,
      ExpectedHistory expected,
      List<ConversationEvent> published) {
    var first =
        published.stream()
            .filter(event -> ((InConversation) event).conversation().equals(conversation))
            .map(ExpectedHistory::name)
            .collect(toCollection(LinkedHashSet::new));
    var all =
        expected.events().stream()
            .filter(event -> event.conversation.equals(conversation))
            .toList();
    var needed = all.stream().filter(event -> !event.isVoid).map(event -> event.name).toList();
    assertThat(first.stream().filter(needed::contains))
        .as("events of seed %d", seed)
        .containsExactlyElementsOf(needed);
    var known = all.stream().map(event -> event.name).collect(toSet());
    assertThat(first)
        .as("events of seed %d", seed)
        .allMatch(name ->
            known.contains(name) || !(name.startsWith("added") || name.startsWith("rejected")));
  }

  /// Every delivery that a message began with was requested, and no other; those of a message that
  /// was deleted meanwhile need not be.
  private static void checkDeliveries(
      int seed, ConversationId conversation, RoutingSimulation simulation) {
    var history = simulation.store().after(conversation, 0, 10_000);
    var ids = history.stream().map(Message::id).toList();
    var begun = new HashSet<DeliveryKey>();
    var needed = new HashSet<DeliveryKey>();
    simulation
        .store()
        .reported(conversation, ids)
        .forEach((id, deliveries) ->
            deliveries.forEach(
                it -> begun.add(new DeliveryKey(conversation, id, it.recipient(), it.channel()))));
    history.stream()
        .filter(message -> message.deletedAt().isEmpty())
        .forEach(message ->
            begun.stream().filter(it -> it.message().equals(message.id())).forEach(needed::add));
    var requested =
        simulation.requested().stream()
            .map(request -> request.ticket().key())
            .filter(key -> key.conversation().equals(conversation))
            .collect(toSet());

    assertThat(requested).as("requests of seed %d", seed).containsAll(needed);
    assertThat(begun).as("requests of seed %d", seed).containsAll(requested);
  }

  /// A client that applies the events as they come sees in the end what the history has.
  private static void checkClient(
      int seed,
      ConversationId conversation,
      ExpectedHistory expected,
      List<ConversationEvent> published) {
    var client = new EventReader();
    published.stream()
        .map(InConversation.class::cast)
        .filter(event -> event.conversation().equals(conversation))
        .forEach(client::read);
    assertThat(client.lines())
        .as("client of seed %d", seed)
        .isEqualTo(
            expected.of(conversation).stream()
                .map(line -> line.seq + " " + line.text + " " + new TreeSet<>(line.reactions))
                .toList());
  }

  private static List<String> lines(MessageStore store, ConversationId conversation) {
    return store.after(conversation, 0, 10_000).stream()
        .map(message ->
            "%d %s %s %s %s %s"
                .formatted(
                    message.seq(),
                    message.id(),
                    message.sender(),
                    message.content().map(Content::text).orElse(null),
                    message.createdAt(),
                    reactions(message)))
        .toList();
  }

  private static List<String> reactions(Message message) {
    return message.reactions().stream()
        .map(reaction -> reaction.user() + reaction.emoji())
        .collect(Collectors.toList());
  }
}
