package io.chat4all.store.jdbc;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger.Finished;
import io.chat4all.core.delivery.DeliveryLedger.Receipt;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.MessageId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A process that begins and finishes deliveries and keeps early receipts, and prints what was
/// answered, until somebody ends it: `begun`, `kept` or `finished`, and the number of the last.
@SuppressWarnings("SystemOut")
final class DeliverUntilKilled {

  static final ChannelAccountId SHOP = new ChannelAccountId(new ChannelId("whatsapp"), "shop");
  static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
  private static final int BATCH = 10;

  public static void main(String[] args) {
    var ledger = JdbcStores.sqlite(Path.of(args[0]), SqliteConfig.defaults()).ledger();
    for (int first = 0; true; first += BATCH) {
      var tickets = new ArrayList<DeliveryTicket>();
      var receipts = new ArrayList<Receipt>();
      var finished = new ArrayList<Finished>();
      for (int i = first; i < first + BATCH; i++) {
        tickets.add(ticket(i));
        receipts.add(receipt(i));
        finished.add(sent(i));
      }
      ledger.begin(tickets, START);
      System.out.println("begun " + (first + BATCH - 1));
      ledger.match(receipts);
      System.out.println("kept " + (first + BATCH - 1));
      ledger.finish(finished);
      System.out.println("finished " + (first + BATCH - 1));
    }
  }

  /// The same in every run.
  static DeliveryTicket ticket(int number) {
    return new DeliveryTicket(
        new DeliveryKey(
            new ConversationId(new UUID(7, number % 50)),
            new MessageId(new UUID(0, number)),
            "maria",
            SHOP.channel()),
        number,
        new UserId("bruno"),
        new Target(SHOP, "address of maria"),
        List.of(),
        Optional.empty(),
        0,
        START);
  }

  static Receipt receipt(int number) {
    return new Receipt(SHOP, "id" + number, "", DeliveryStatus.DELIVERED, false, "", START);
  }

  static Finished sent(int number) {
    return new Finished(
        ticket(number).key(),
        State.SENT,
        List.of("id" + number),
        1,
        "accepted",
        "",
        Optional.empty(),
        false,
        START);
  }

  private DeliverUntilKilled() {}
}
