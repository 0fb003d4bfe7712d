package io.chat4all.core.intake;

import static io.chat4all.core.intake.Platform.anyConversation;
import static io.chat4all.core.intake.Platform.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ReceiptFact.StatusReported;
import io.chat4all.core.log.ReceiptFact.WatermarkMoved;
import io.chat4all.core.message.MessageId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceiptIntakeTest {

  private final Platform platform = new Platform();
  private final ConversationId conversation = anyConversation();

  @Test
  void onlyMembersAcknowledge() {
    stored(platform.ana);

    refuses(ErrorCode.NOT_FOUND, () -> platform.receipts.read(platform.bia, conversation, 1));
    assertThat(platform.log.receiptFacts()).isEmpty();
  }

  @Test
  void recipientReportsForThemselvesOnly() {
    var message = stored(platform.ana, platform.bia.id());

    report(platform.bia, message, "", DeliveryStatus.READ);

    assertThat(platform.log.receiptFacts())
        .singleElement()
        .isInstanceOfSatisfying(
            WatermarkMoved.class,
            fact -> {
              assertThat(fact.user()).isEqualTo(platform.bia.id());
              assertThat(fact.upToSeq()).isEqualTo(1);
              assertThat(fact.cause()).isEqualTo("device");
            });
    refuses(
        ErrorCode.PERMISSION_DENIED,
        () -> report(platform.bia, message, "ana", DeliveryStatus.READ));
    refuses(
        ErrorCode.INVALID_ARGUMENT, () -> report(platform.bia, message, "", DeliveryStatus.FAILED));
  }

  @Test
  void senderCannotSayThatTheirOwnMessageWasRead() {
    var message = stored(platform.ana, platform.bia.id());

    refuses(
        ErrorCode.PERMISSION_DENIED, () -> report(platform.ana, message, "", DeliveryStatus.READ));
  }

  @Test
  void connectorReportsForTheOnlyOtherMember() {
    var message = stored(platform.ana, platform.bia.id());

    report(platform.wa, message, "", DeliveryStatus.READ);

    assertThat(platform.log.receiptFacts())
        .singleElement()
        .isInstanceOfSatisfying(
            WatermarkMoved.class,
            fact -> {
              assertThat(fact.user()).isEqualTo(platform.bia.id());
              assertThat(fact.cause()).isEqualTo("wa");
            });
  }

  @Test
  void connectorReportsForTheOtherSideOfAConversationWithoutOtherMembers() {
    var message = stored(platform.ana);

    report(platform.wa, message, "", DeliveryStatus.READ);

    assertThat(platform.log.receiptFacts())
        .singleElement()
        .isInstanceOfSatisfying(
            StatusReported.class,
            fact -> {
              assertThat(fact.recipient()).isEmpty();
              assertThat(fact.status()).isEqualTo(DeliveryStatus.READ);
              assertThat(fact.cause()).isEqualTo("wa");
            });
  }

  @Test
  void connectorNamesTheRecipientWhereThereAreSeveral() {
    var message = stored(platform.ana, platform.bia.id(), platform.caio.id());

    refuses(
        ErrorCode.INVALID_ARGUMENT, () -> report(platform.wa, message, "", DeliveryStatus.READ));
  }

  /// Sends a message and routes it, as the worker would.
  private MessageId stored(Caller sender, UserId... to) {
    platform.send(sender, text(conversation, "oi", to));
    return platform.storeLast().id();
  }

  private void report(Caller caller, MessageId message, String recipient, DeliveryStatus status) {
    platform.receipts.report(
        caller, message, Optional.empty(), recipient, ChannelId.INTERNAL, status, "");
  }

  private static void refuses(ErrorCode code, Runnable call) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
