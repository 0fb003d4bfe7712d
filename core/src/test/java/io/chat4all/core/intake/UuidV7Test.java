package io.chat4all.core.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.TestClock;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UuidV7Test {

  private final TestClock clock = new TestClock();
  private final UuidV7 ids = new UuidV7(clock, 42);

  @Test
  void isOfVersion7WithTheTimeInFront() {
    var id = ids.get();

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(clock.millis());
  }

  @Test
  void idsOfOneInstantAscendAndDiffer() {
    var made = Stream.generate(ids).limit(10_000).toList();

    assertThat(made).doesNotHaveDuplicates();
    assertThat(made).extracting(UUID::toString).isSorted();
  }
}
