package io.chat4all.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.time.DateTimeException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OwnFaultTest {

  static Stream<RuntimeException> ownFaults() {
    return Stream.of(
        new IllegalArgumentException("text: malformed"),
        new DateTimeException("too far"),
        new ArithmeticException("long overflow"),
        new ApiException(ErrorCode.MESSAGE_TOO_LARGE, "larger than a record"),
        ApiException.invalid("text", "malformed"));
  }

  static Stream<RuntimeException> faultsOfOthers() {
    return Stream.of(
        new ApiException(ErrorCode.UNAVAILABLE, "away"),
        new ApiException(ErrorCode.OVERLOADED, "full"),
        new ApiException(ErrorCode.INTERNAL, "broken"),
        new IllegalStateException("closed"),
        new NullPointerException("bug"));
  }

  @ParameterizedTest
  @MethodSource("ownFaults")
  void whatWouldBeRefusedAgainIsAnOwnFault(RuntimeException failure) {
    assertThat(OwnFault.caused(failure)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("faultsOfOthers")
  void everythingElseIsTriedAgain(RuntimeException failure) {
    assertThat(OwnFault.caused(failure)).isFalse();
  }
}
