package io.chat4all.core.connector;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.identity.UserId;
import java.time.Instant;
import java.util.List;

/// One of our own accounts on a channel, as the directory keeps it.
///
/// @param sealedSettings its settings, credentials included, encrypted by [SettingsSeal]
/// @param inbox who is in the conversations that unknown people begin through it
/// @param stoppedBecause why nothing is sent through it, such as a revoked token; empty while it
///   runs
/// @param version grows with every change of the settings
public record ChannelAccount(
    ChannelAccountId id,
    String sealedSettings,
    List<UserId> inbox,
    String stoppedBecause,
    int version,
    Instant createdAt) {

  public ChannelAccount {
    inbox = List.copyOf(inbox);
  }

  /// Whether it sends.
  public boolean isRunning() {
    return stoppedBecause.isEmpty();
  }

  @Override
  public String toString() {
    return "ChannelAccount[%s, version %d]".formatted(id, version);
  }
}
