package io.chat4all.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.AppendCallback;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.FactLog;
import io.chat4all.core.log.ReceiptFact;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DiskRoomTest {

  private static final ReceiptFact FACT =
      new ReceiptFact.WatermarkMoved(
          new ConversationId(UUID.randomUUID()),
          new UserId("maria"),
          DeliveryStatus.READ,
          1,
          "device",
          Instant.EPOCH);

  private final AtomicLong room = new AtomicLong(1L << 30);
  private final AtomicInteger appended = new AtomicInteger();
  private final DiskRoom disk = new DiskRoom(Path.of("data"), room::get, 1L << 30);

  private final FactLog facts =
      disk.guard(
          new FactLog() {
            @Override
            public void append(ConversationFact fact, AppendCallback callback) {
              appended.incrementAndGet();
              callback.acknowledged();
            }

            @Override
            public void append(ReceiptFact fact, AppendCallback callback) {
              appended.incrementAndGet();
              callback.acknowledged();
            }
          });

  @Test
  void nothingIsAcceptedWhileThereIsLittleRoomAndItHeals() {
    facts.append(FACT);
    room.set(50L << 20);
    disk.look();

    assertThatThrownBy(() -> facts.append(FACT))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("disk is full");
    assertThatThrownBy(() -> disk.guard(_ -> appended.incrementAndGet()).append(List.of()))
        .isInstanceOf(ApiException.class);
    assertThat(disk.isEnough()).isFalse();
    assertThat(appended).hasValue(1);

    room.set(60L << 20);
    disk.look();
    facts.append(FACT);
    assertThat(appended).hasValue(2);
  }
}
