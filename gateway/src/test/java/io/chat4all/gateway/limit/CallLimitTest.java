package io.chat4all.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import org.junit.jupiter.api.Test;

class CallLimitTest {

  private final CallLimit limit = new CallLimit(2, 100);

  @Test
  void refusesBeyondTheNumberAndGivesPlacesBack() {
    limit.enter(0);
    limit.enter(0);
    assertRefused(ErrorCode.OVERLOADED);

    limit.leave(0);

    limit.enter(0);
    assertThat(limit.underWay()).isEqualTo(2);
  }

  @Test
  void refusesBeyondTheBytesButNeverTheOnlyCall() {
    limit.enter(1_000);
    assertRefused(ErrorCode.OVERLOADED);
    limit.leave(1_000);

    limit.enter(60);

    assertThat(limit.underWay()).isEqualTo(1);
  }

  @Test
  void refusesEverythingAfterItsEnd() {
    limit.close();

    assertRefused(ErrorCode.SHUTTING_DOWN);
  }

  private void assertRefused(ErrorCode code) {
    assertThatThrownBy(() -> limit.enter(50))
        .isInstanceOfSatisfying(
            ApiException.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
  }
}
