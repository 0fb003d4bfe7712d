package io.chat4all.worker.inbound.event;

import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundEvent.AddressChanged;
import io.chat4all.core.connector.InboundEvent.EchoReceived;
import io.chat4all.core.connector.InboundEvent.MessageDeleted;
import io.chat4all.core.connector.InboundEvent.MessageEdited;
import io.chat4all.core.connector.InboundEvent.MessageReceived;
import io.chat4all.core.connector.InboundEvent.ReachChanged;
import io.chat4all.core.connector.InboundEvent.ReactionReceived;
import io.chat4all.core.connector.InboundEvent.ReadUpTo;
import io.chat4all.core.connector.InboundEvent.ReceiptReceived;
import java.time.Clock;

/// Does what an event asks for; doing it again does nothing more.
///
/// Blocks on stores, the log and providers. A store or log that does not answer throws; so does an
/// event that has to wait (`NotYetException`). Thread-safe; events of one person are to be done in
/// their order.
public final class Events implements AutoCloseable {

  private final Messages messages;
  private final Amendments amendments;
  private final Receipts receipts;
  private final Echoes echoes;
  private final People people;
  private final EventCounters counters;

  /// How large what comes in may be.
  ///
  /// @param fetches how often a file is tried to be fetched
  public record Limits(long maxFileBytes, int maxTextBytes, int fetches) {}

  /// All collaborators are shared with the rest of the process.
  public Events(
      EventPorts ports, EventRules rules, Limits limits, EventCounters counters, Clock clock) {
    this.counters = counters;
    this.people = new People(ports.identities(), rules.contacts(), ports.changes(), clock);
    var media =
        new MediaKeeper(rules.connectors(), ports.files(), limits.maxFileBytes(), limits.fetches());
    var contents = new Contents(media, counters, limits.maxTextBytes());
    var conversations = new ConversationFinder(ports, rules, clock);
    this.messages = new Messages(ports, people, conversations, contents, counters, clock);
    this.amendments = new Amendments(ports, people, contents, counters, clock);
    this.receipts = new Receipts(ports, rules.reports(), counters, clock);
    this.echoes =
        new Echoes(
            ports,
            rules,
            new Echoes.Parts(messages, receipts, people, conversations),
            counters,
            clock);
  }

  /// Does it.
  ///
  /// @param attempt 1 for the first
  public void handle(Inbound inbound, int attempt) throws InterruptedException {
    var account = inbound.account();
    switch (inbound.event()) {
      case MessageReceived event -> messages.received(inbound, event, attempt);
      case MessageEdited event -> amendments.edited(account, event);
      case MessageDeleted event -> amendments.deleted(account, event);
      case ReactionReceived event -> amendments.reacted(account, event);
      case ReceiptReceived event -> receipts.received(inbound, event);
      case ReadUpTo event -> receipts.upTo(inbound, event);
      case EchoReceived event -> echoes.received(inbound, event, attempt);
      case ReachChanged event -> count(people.reachChanged(account, event));
      case AddressChanged event -> count(people.addressChanged(account, event));
    }
  }

  /// Listens to changes of the directory no more.
  @Override
  public void close() {
    people.close();
  }

  private void count(boolean known) {
    if (!known) {
      counters.unknown.increment();
    }
  }
}
