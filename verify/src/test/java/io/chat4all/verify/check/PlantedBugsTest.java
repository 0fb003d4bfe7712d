package io.chat4all.verify.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlantedBugsTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aCorrectPlatformPasses(long seed) {
    var run = new SimulatedRun(seed, Optional.empty());

    var violations = run.run();

    assertThat(violations.counts()).isEmpty();
    assertThat(run.journal().counts().accepted()).isGreaterThan(500);
    assertThat(run.journal().counts().repeated()).isPositive();
    assertThat(run.journal().counts().repeatedPushes()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void aPlantedBugIsFound(Mutant mutant) {
    var violations = new SimulatedRun(1, Optional.of(mutant)).run();

    assertThat(violations.counts()).containsKey(mutant.found);
    assertThat(violations.first(mutant.found)).isNotEmpty().hasSizeLessThanOrEqualTo(5);
  }

  @Test
  void theSameSeedFindsTheSame() {
    var one = new SimulatedRun(7, Optional.of(Mutant.COMMITS_BEFORE_WORK)).run();
    var other = new SimulatedRun(7, Optional.of(Mutant.COMMITS_BEFORE_WORK)).run();

    assertThat(one.counts()).isEqualTo(other.counts());
    assertThat(one.first(Kind.LOST)).isEqualTo(other.first(Kind.LOST));
  }

  @Test
  void aViolationNamesTheMessageItsSenderAndTheTimes() {
    var violations = new SimulatedRun(1, Optional.of(Mutant.COMMITS_BEFORE_WORK)).run();

    assertThat(violations.first(Kind.LOST).getFirst())
        .matches(
            "message [0-9a-f-]{36} \\(sent \\+[0-9.]+s by [a-z]+ to conversation talk-\\d, accepted \\+[0-9.]+s\\)");
  }
}
