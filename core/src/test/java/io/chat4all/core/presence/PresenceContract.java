package io.chat4all.core.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.identity.UserId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every presence does.
@Timeout(30)
public abstract class PresenceContract {

  private static final UserId MARIA = new UserId("maria");
  private static final UserId ANA = new UserId("ana");
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  /// Nobody is there; the same one throughout a test.
  protected abstract Presence presence();

  @Test
  void whoeverNeverCameWasNeverSeen() {
    assertThat(presence().isOnline(MARIA)).isFalse();
    assertThat(presence().lastSeen(MARIA)).isEmpty();
  }

  @Test
  void theFirstAndTheLastSessionAreTold() {
    assertThat(presence().opened(MARIA)).isTrue();
    assertThat(presence().opened(MARIA)).isFalse();
    assertThat(presence().isOnline(MARIA)).isTrue();

    assertThat(presence().closed(MARIA, NOON)).isFalse();
    assertThat(presence().isOnline(MARIA)).isTrue();
    assertThat(presence().closed(MARIA, NOON.plusSeconds(1))).isTrue();

    assertThat(presence().isOnline(MARIA)).isFalse();
    assertThat(presence().lastSeen(MARIA)).contains(NOON.plusSeconds(1));
  }

  @Test
  void whoeverIsThereHasNoLastTime() {
    presence().opened(MARIA);
    presence().closed(MARIA, NOON);

    assertThat(presence().opened(MARIA)).isTrue();

    assertThat(presence().lastSeen(MARIA)).isEmpty();
  }

  @Test
  void manyAreAskedForAtOnce() {
    presence().opened(MARIA);

    assertThat(presence().online(List.of(MARIA, ANA, MARIA))).containsExactly(MARIA);
    assertThat(presence().online(List.of())).isEmpty();
  }
}
