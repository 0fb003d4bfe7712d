package io.chat4all.core.intake;

import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.Member;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.AppendCallback;
import io.chat4all.core.log.FactLog;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.log.ReceiptFact.StatusReported;
import io.chat4all.core.log.ReceiptFact.WatermarkMoved;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import java.time.Clock;
import java.util.Optional;

/// Accepts what devices and connectors say about deliveries.
///
/// Thread-safe.
public final class ReceiptIntake {

  private static final String DEVICE = "device";

  private final Memberships memberships;
  private final ConversationDirectory directory;
  private final MessageFinder finder;
  private final FactLog log;
  private final Clock clock;

  /// All collaborators are shared with the rest of the process.
  public ReceiptIntake(
      Memberships memberships,
      ConversationDirectory directory,
      MessageFinder finder,
      FactLog log,
      Clock clock) {
    this.memberships = memberships;
    this.directory = directory;
    this.finder = finder;
    this.log = log;
    this.clock = clock;
  }

  /// One of the caller's devices has every message up to `seq`. Does not wait for the log.
  public void ack(Caller caller, ConversationId id, long seq, AppendCallback callback) {
    memberships.require(id, caller.id());
    log.append(watermark(caller, id, DeliveryStatus.DELIVERED, seq), callback);
  }

  /// The caller has read every message up to `seq`. Does not wait for the log.
  public void read(Caller caller, ConversationId id, long seq, AppendCallback callback) {
    memberships.require(id, caller.id());
    log.append(watermark(caller, id, DeliveryStatus.READ, seq), callback);
  }

  /// The caller has read every message up to `seq`; waits until that is durable.
  public void read(Caller caller, ConversationId id, long seq) {
    memberships.require(id, caller.id());
    log.append(watermark(caller, id, DeliveryStatus.READ, seq));
  }

  /// How far a delivery has come, by its recipient or by a connector; waits until that is durable.
  ///
  /// In the app a member has, or has read, everything before the message too.
  ///
  /// @param recipient empty for the caller's own delivery, or for a connector that of the only
  ///   other member
  public void report(
      Caller caller,
      MessageId id,
      Optional<ConversationId> within,
      String recipient,
      ChannelId channel,
      DeliveryStatus status,
      String reason) {
    var message = finder.requireStored(caller, id, within);
    var whom = recipient.isEmpty() ? ownOrOnlyOther(caller, message) : recipient;
    boolean own = whom.equals(caller.id().value());
    if (!own && !caller.role().isService()) {
      throw new ApiException(
          ErrorCode.PERMISSION_DENIED, "only a connector reports for somebody else");
    }
    if (channel.equals(ChannelId.INTERNAL) && isRecipient(whom, message)) {
      var cause = own ? DEVICE : caller.id().value();
      log.append(inApp(message, new UserId(whom), status, cause));
    } else if (caller.role().isService()) {
      log.append(
          new StatusReported(
              message.conversation(),
              id,
              whom,
              channel,
              status,
              reason,
              caller.id().value(),
              clock.instant()));
    } else {
      throw new ApiException(ErrorCode.PERMISSION_DENIED, "only recipients report");
    }
  }

  private boolean isRecipient(String whom, Message message) {
    return UserId.isValid(whom)
        && !whom.equals(message.sender().value())
        && memberships.find(message.conversation(), new UserId(whom)).isPresent();
  }

  private ReceiptFact inApp(Message message, UserId user, DeliveryStatus status, String cause) {
    if (status != DeliveryStatus.DELIVERED && status != DeliveryStatus.READ) {
      throw ApiException.invalid(
          "status", "status: %s (expected: DELIVERED or READ for a member)".formatted(status));
    }
    return new WatermarkMoved(
        message.conversation(), user, status, message.seq(), cause, clock.instant());
  }

  private String ownOrOnlyOther(Caller caller, Message message) {
    if (isRecipient(caller.id().value(), message) || !caller.role().isService()) {
      return caller.id().value();
    }
    var others =
        directory.members(message.conversation(), "", 3).stream()
            .map(Member::user)
            .filter(user -> !user.equals(message.sender()))
            .toList();
    if (others.size() > 1) {
      throw ApiException.invalid("recipient", "recipient: empty (expected: one of the members)");
    }
    return others.isEmpty() ? "" : others.getFirst().value();
  }

  private WatermarkMoved watermark(
      Caller caller, ConversationId id, DeliveryStatus status, long seq) {
    return new WatermarkMoved(id, caller.id(), status, seq, DEVICE, clock.instant());
  }
}
