package io.chat4all.core.delivery;

import static io.chat4all.core.delivery.DeliveryStatus.DELIVERED;
import static io.chat4all.core.delivery.DeliveryStatus.FAILED;
import static io.chat4all.core.delivery.DeliveryStatus.READ;
import static io.chat4all.core.delivery.DeliveryStatus.SENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryStatusTest {

  @ParameterizedTest
  @CsvSource({
    "PENDING, SENT, true",
    "PENDING, READ, true",
    "SENT, DELIVERED, true",
    "SENT, FAILED, true",
    "FAILED, DELIVERED, true",
    "DELIVERED, READ, true",
    "READ, SENT, false",
    "READ, DELIVERED, false",
    "READ, READ, false",
    "DELIVERED, SENT, false",
    "DELIVERED, FAILED, false",
    "FAILED, SENT, false",
    "SENT, PENDING, false",
  })
  void movesForwardOnly(DeliveryStatus from, DeliveryStatus to, boolean moves) {
    assertThat(from.canBecome(to)).isEqualTo(moves);
  }

  @Test
  void lowestShowsAFailureAndNoDeliveriesMeanSent() {
    assertThat(DeliveryStatus.lowest(List.of(READ, DELIVERED))).isEqualTo(DELIVERED);
    assertThat(DeliveryStatus.lowest(List.of(READ, FAILED))).isEqualTo(FAILED);
    assertThat(DeliveryStatus.lowest(List.of())).isEqualTo(SENT);
  }
}
