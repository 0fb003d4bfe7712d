package io.chat4all.connectors.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.connector.InboundEvent.ReceiptReceived;
import io.chat4all.core.delivery.DeliveryStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportsTest {

  private static final String DELIVERY = "0198f3c2-7a10-3e5b-9b1e-0a1b2c3d4e5f";
  private static final String ID = MessageIds.ours(DELIVERY, "text", "shop.example");

  private final MailReader reader = new MailReader(Mailbox.OURS, new Subjects());

  @ParameterizedTest
  @CsvSource({
    "delivered, 2.1.5, DELIVERED, false",
    "failed, 5.1.1, FAILED, true",
    "failed, 5.2.2, FAILED, false",
    "failed, 4.4.7, FAILED, false",
  })
  void readsDeliveryStatusNotifications(
      String action, String code, DeliveryStatus status, boolean gone) throws Exception {
    var events = read(dsn(DELIVERY, action, code, ID));

    assertThat(events)
        .containsExactly(
            new ReceiptReceived(
                "ana@mail.example",
                ID,
                DELIVERY,
                status,
                gone,
                status == DeliveryStatus.FAILED ? code + " smtp; 550 no" : "",
                Instant.parse("2026-11-20T12:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"delayed", "relayed", "expanded", "", "nonsense"})
  void otherActionsSayNothing(String action) throws Exception {
    assertThat(read(dsn("", action, "4.4.1", ID))).isEmpty();
  }

  @Test
  void oneOfBothNamesIsEnough() throws Exception {
    var byEnvelope = read(dsn(DELIVERY, "delivered", "2.0.0", ""));
    var byMessage = read(dsn("", "delivered", "2.0.0", ID));

    assertThat(byEnvelope)
        .singleElement()
        .isInstanceOfSatisfying(
            ReceiptReceived.class, r -> assertThat(r.deliveryId()).isEqualTo(DELIVERY));
    assertThat(byMessage)
        .singleElement()
        .isInstanceOfSatisfying(
            ReceiptReceived.class, r -> assertThat(r.deliveryId()).isEqualTo(DELIVERY));
  }

  @Test
  void reportsAboutOthersMailsSayNothing() throws Exception {
    assertThat(read(dsn("", "failed", "5.1.1", "<x@other.example>"))).isEmpty();
    assertThat(read(dsn("", "failed", "5.1.1", ""))).isEmpty();
    assertThat(read(mdn("displayed", "<x@other.example>"))).isEmpty();
  }

  @Test
  void readsDispositionNotifications() throws Exception {
    assertThat(read(mdn("displayed", ID)))
        .containsExactly(
            new ReceiptReceived(
                "ana@mail.example",
                ID,
                DELIVERY,
                DeliveryStatus.READ,
                false,
                "",
                Instant.parse("2026-11-20T12:00:00Z")));
    assertThat(read(mdn("deleted", ID))).isEmpty();
    assertThat(read(mdn("processed", ID))).isEmpty();
  }

  private List<InboundEvent> read(String mail) throws Exception {
    return reader.read(Mailbox.parse(mail), "7/42");
  }

  private static String dsn(String envelope, String action, String code, String messageId) {
    return Mails.dsn("ana@mail.example", envelope, action, code, messageId);
  }

  private static String mdn(String type, String messageId) {
    return Mails.mdn("ana@mail.example", type, messageId);
  }
}
