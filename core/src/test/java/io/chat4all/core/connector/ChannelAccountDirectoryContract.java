package io.chat4all.core.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.identity.UserId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every directory of channel accounts does.
public abstract class ChannelAccountDirectoryContract {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00.123456Z");
  private static final ChannelAccountId SHOP = id("whatsapp", "shop");

  /// An empty directory, the same one throughout a test.
  protected abstract ChannelAccountDirectory directory();

  /// The directory of the test after a restart of whatever keeps it.
  protected abstract ChannelAccountDirectory restarted();

  private static ChannelAccountId id(String channel, String name) {
    return new ChannelAccountId(new ChannelId(channel), name);
  }

  private static ChannelAccount account(
      ChannelAccountId id, String settings, String stopped, int version, int second) {
    return new ChannelAccount(
        id,
        settings,
        List.of(new UserId("maria"), new UserId("bruno")),
        stopped,
        version,
        NOW.plusSeconds(second));
  }

  @Test
  void aNewAccountHasTheFirstVersion() {
    var kept = account(SHOP, "sealed", "", 1, 0);

    assertThat(directory().save(account(SHOP, "sealed", "", 77, 0))).isEqualTo(kept);

    assertThat(directory().find(SHOP)).contains(kept);
    assertThat(restarted().find(SHOP)).contains(kept);
    assertThat(directory().find(id("whatsapp", "other"))).isEmpty();
  }

  @Test
  void theVersionGrowsWithTheSettings() {
    directory().save(account(SHOP, "sealed", "", 0, 0));

    assertThat(directory().save(account(SHOP, "sealed", "stop", 0, 5)))
        .isEqualTo(account(SHOP, "sealed", "stop", 1, 0));
    assertThat(directory().save(new ChannelAccount(SHOP, "other", List.of(), "", 0, NOW)))
        .isEqualTo(new ChannelAccount(SHOP, "other", List.of(), "", 2, NOW));
  }

  @Test
  void accountsComeByChannelAndName() {
    for (var id : List.of(id("whatsapp", "b"), id("telegram", "z"), SHOP, id("whatsapp", "a_b"))) {
      directory().save(account(id, "sealed", "", 0, 0));
    }

    assertThat(directory().all())
        .extracting(ChannelAccount::id)
        .containsExactly(id("telegram", "z"), id("whatsapp", "a_b"), id("whatsapp", "b"), SHOP);
  }

  @Test
  void anAccountIsStoppedAtItsVersionOnly() {
    directory().save(account(SHOP, "sealed", "", 0, 0));
    directory().save(account(SHOP, "new", "", 0, 0));

    assertThat(directory().setStopped(SHOP, 1, "revoked")).isFalse();
    assertThat(directory().setStopped(SHOP, 2, "")).isFalse();
    assertThat(directory().setStopped(SHOP, 2, "revoked")).isTrue();
    assertThat(directory().setStopped(SHOP, 2, "revoked")).isFalse();
    assertThat(directory().find(SHOP)).contains(account(SHOP, "new", "revoked", 2, 0));
    assertThat(directory().setStopped(SHOP, 2, "")).isTrue();
    assertThat(directory().find(SHOP).orElseThrow().isRunning()).isTrue();
    assertThat(directory().setStopped(id("whatsapp", "other"), 1, "x")).isFalse();
  }

  @Test
  void aDeletedAccountIsGoneAndItsVersionsGoOn() {
    directory().save(account(SHOP, "sealed", "", 0, 0));

    assertThat(directory().delete(SHOP)).isTrue();

    assertThat(directory().delete(SHOP)).isFalse();
    assertThat(directory().find(SHOP)).isEmpty();
    assertThat(directory().all()).isEmpty();
    assertThat(directory().setStopped(SHOP, 1, "x")).isFalse();
    assertThat(directory().save(account(SHOP, "sealed", "", 0, 9)))
        .isEqualTo(account(SHOP, "sealed", "", 2, 9));
  }
}
