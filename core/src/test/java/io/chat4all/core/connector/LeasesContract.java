package io.chat4all.core.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.TestClock;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What every keeper of leases does.
public abstract class LeasesContract {

  private static final Duration LIFETIME = Duration.ofSeconds(30);

  private final TestClock clock = new TestClock();

  /// No lease is taken; the same leases throughout a test.
  protected abstract Leases leases(Clock clock);

  @Test
  void oneHolderAtATimeHasALease() {
    var leases = leases(clock);

    assertThat(leases.take("poll", "one", LIFETIME)).isTrue();
    assertThat(leases.take("poll", "two", LIFETIME)).isFalse();
    assertThat(leases.take("other", "two", LIFETIME)).isTrue();
  }

  @Test
  void itsHolderRenewsALease() {
    var leases = leases(clock);
    leases.take("poll", "one", LIFETIME);
    clock.advance(LIFETIME.minusSeconds(1));

    assertThat(leases.take("poll", "one", LIFETIME)).isTrue();

    clock.advance(LIFETIME.minusSeconds(1));
    assertThat(leases.take("poll", "two", LIFETIME)).isFalse();
  }

  @Test
  void aLeaseThatIsOverIsFreeForOthers() {
    var leases = leases(clock);
    leases.take("poll", "one", LIFETIME);
    clock.advance(LIFETIME);

    assertThat(leases.take("poll", "two", LIFETIME)).isTrue();
    assertThat(leases.take("poll", "one", LIFETIME)).isFalse();
  }

  @Test
  void onlyItsHolderGivesALeaseBack() {
    var leases = leases(clock);
    leases.take("poll", "one", LIFETIME);

    leases.release("poll", "two");
    assertThat(leases.take("poll", "two", LIFETIME)).isFalse();
    leases.release("poll", "one");
    assertThat(leases.take("poll", "two", LIFETIME)).isTrue();
  }
}
