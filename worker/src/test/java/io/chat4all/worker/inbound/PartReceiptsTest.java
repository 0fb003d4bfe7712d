package io.chat4all.worker.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.connector.InboundEvent.ReadUpTo;
import io.chat4all.core.connector.InboundEvent.ReceiptReceived;
import io.chat4all.core.delivery.DeliveryLedger.Receipt;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Receipts of a message in several parts that come before the last part is sent.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PartReceiptsTest {

  private final Outside outside = new Outside();

  @AfterEach
  void close() {
    outside.close();
  }

  @Test
  void anEarlierPartThatArrivesWhileTheNextIsSentTellsNothing() throws Exception {
    var sent = new SentMessage(outside, "oi");
    sent.isBegun();
    sent.goesOn(1, "w1");
    var early =
        new Receipt(
            Outside.ACCOUNT,
            "w1",
            "",
            DeliveryStatus.DELIVERED,
            false,
            "",
            outside.clock.instant());
    assertThat(outside.ledger.match(List.of(early)))
        .singleElement()
        .satisfies(it -> assertThat(outside.reports.report(it)).isFalse());
    outside.tells(receipt("w1", DeliveryStatus.DELIVERED));
    sent.goesOn(2, "w2");
    assertThat(sent.statuses()).containsExactly("whatsapp PENDING");

    sent.moves(State.SENT, 3, "accepted", List.of("w3"));
    outside.happens(receipt("w2", DeliveryStatus.READ));
    assertThat(sent.statuses()).containsExactly("whatsapp PENDING");
    outside.happens(receipt("w3", DeliveryStatus.DELIVERED));

    assertThat(sent.statuses()).containsExactly("whatsapp DELIVERED");
  }

  @Test
  void whatArrivesBeforeItsAttemptIsNotedAsOverWaitsForThat() throws Exception {
    var sent = new SentMessage(outside, "oi");
    sent.isBegun();
    sent.goesOn(1, "w1");
    outside.tells(receipt("w1", DeliveryStatus.READ));
    outside.clock.advance(Duration.ofSeconds(1));

    sent.moves(State.SENT, 1, "accepted", List.of());

    assertThat(sent.statuses()).containsExactly("whatsapp READ");
  }

  @Test
  void readUpToATimeWaitsForTheEndOfAnAttemptToo() throws Exception {
    var sent = new SentMessage(outside, "oi");
    sent.isBegun();
    sent.goesOn(1, "w1");
    var now = outside.clock.instant();
    outside.ledger.sentBy(Outside.ACCOUNT, Outside.PHONE, "w1", now);
    outside.tells(new ReadUpTo(Outside.PHONE, DeliveryStatus.READ, "", now, now));
    outside.clock.advance(Duration.ofSeconds(1));

    sent.moves(State.SENT, 1, "accepted", List.of());

    assertThat(sent.statuses()).containsExactly("whatsapp READ");
  }

  @ParameterizedTest
  @EnumSource(names = {"WAITING", "UNCERTAIN", "FAILED"})
  void partThatArrivesIsNotTheMessageWhenTheRestIsNotSent(State state) throws Exception {
    var sent = new SentMessage(outside, "oi");
    sent.isBegun();
    sent.goesOn(1, "w1");
    sent.moves(state, 1, "deferred", List.of());

    outside.happens(receipt("w1", DeliveryStatus.DELIVERED));

    assertThat(sent.statuses()).containsExactly("whatsapp PENDING");
  }

  private ReceiptReceived receipt(String id, DeliveryStatus status) {
    return new ReceiptReceived(Outside.PHONE, id, "", status, false, "", outside.clock.instant());
  }
}
