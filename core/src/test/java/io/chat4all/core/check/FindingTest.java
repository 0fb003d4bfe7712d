package io.chat4all.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chat4all.core.check.Finding.Level;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingTest {

  @ParameterizedTest
  @CsvSource({"PT0S,OK", "PT-2S,OK", "PT3S,WARN", "PT-60S,WARN", "PT10M,FAIL", "PT-10M,FAIL"})
  void aClockIsJudgedByHowFarItIsOff(Duration ahead, Level level) {
    assertThat(Finding.clock("clock", ahead).level()).isEqualTo(level);
  }

  @Test
  void aClockIsSaidToBeBehindOrAhead() {
    assertThat(Finding.clock("clock", Duration.ofMinutes(10)).found()).contains("600 s ahead of");
    assertThat(Finding.clock("clock", Duration.ofMinutes(-10)).found()).contains("600 s behind");
  }

  @Test
  void whatIsWrongHasAMend() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Finding.fail("kafka", "no answer", ""));
  }
}
