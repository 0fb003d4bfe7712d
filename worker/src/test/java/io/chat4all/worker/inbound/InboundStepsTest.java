package io.chat4all.worker.inbound;

import static io.chat4all.worker.inbound.Outside.ACCOUNT;
import static io.chat4all.worker.inbound.Outside.TELEGRAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.InboundEvent.MessageEdited;
import io.chat4all.core.connector.InboundEvent.ReactionReceived;
import io.chat4all.core.connector.InboundEvent.ReceiptReceived;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.ContentType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whatever breaks off at whichever step, and however often it is told: the same comes of it, once.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class InboundStepsTest {

  @Test
  void messagesAndTheirChangesComeOutTheSame() throws Exception {
    int steps = 0;
    while (run(new Stumbling(steps, false), steps) && run(new Stumbling(steps, true), steps)) {
      steps++;
    }

    assertThat(steps).isGreaterThan(20);
  }

  private static boolean run(Stumbling stumbling, int step) throws Exception {
    try (var outside = new Outside(stumbling)) {
      outside.whatsapp.files.put("ref", "bytes");
      var media = new InboundContent.Media(ContentType.IMAGE, "ref", "f.jpg", "", 5, "olha");
      var now = outside.clock.instant();

      for (int i = 0; i < 2; i++) {
        outside.happens(outside.text("m1", "oi"));
        outside.happens(outside.message("m2", media));
        outside.happens(new MessageEdited(Outside.PHONE, "m1", "olá", now.plusSeconds(5)));
        outside.happens(
            new ReactionReceived(Outside.PHONE, "m2", List.of("👍"), now.plusSeconds(6)));
        outside.restart();
      }

      var history = outside.history();
      assertThat(history).as("step %d", step).hasSize(2);
      assertThat(history.getFirst().content().orElseThrow().text()).isEqualTo("olá");
      assertThat(history.getLast().reactions()).hasSize(1);
      assertThat(outside.stats().faulty()).isZero();
      return stumbling.hasFailed();
    }
  }

  @Test
  void failureReportedByTheProviderGoesOnByTheNextChannelOnce() throws Exception {
    int steps = 0;
    while (fail(new Stumbling(steps, false), steps) && fail(new Stumbling(steps, true), steps)) {
      steps++;
    }

    assertThat(steps).isGreaterThan(3);
  }

  private static boolean fail(Stumbling stumbling, int step) throws Exception {
    try (var outside = new Outside(stumbling)) {
      var sent = new SentMessage(outside, "oi");
      sent.isSent("w1");

      for (int i = 0; i < 2; i++) {
        outside.happens(
            new ReceiptReceived(
                Outside.PHONE,
                "w1",
                "",
                DeliveryStatus.FAILED,
                true,
                "131026",
                outside.clock.instant()));
      }

      assertThat(sent.entry().state()).as("step %d", step).isEqualTo(State.REPLACED);
      assertThat(outside.log.requests(TELEGRAM)).isNotEmpty();
      assertThat(outside.log.requests(TELEGRAM).stream().map(it -> it.ticket().key()).distinct())
          .hasSize(1);
      assertThat(sent.statuses()).containsExactly("whatsapp FAILED", "telegram PENDING");
      assertThat(ACCOUNT).isEqualTo(sent.entry().ticket().target().account());
      return stumbling.hasFailed();
    }
  }
}
