package io.chat4all.cli;

import io.chat4all.protocol.v1.Channel;
import io.chat4all.protocol.v1.ChannelAccount;
import io.chat4all.protocol.v1.ChannelSetting;
import io.chat4all.protocol.v1.PutChannelAccountRequest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The settings of a channel account as a person changes them: on top of those that it has, and
/// with no secret on the command line, where others could read it.
///
/// Not thread-safe.
final class AccountSettings {

  private final CliContext context;
  private final Channel channel;
  private final String account;
  private final Map<String, String> settings = new TreeMap<>();
  private List<String> inbox = List.of();

  /// Begins with what the account has now.
  AccountSettings(CliContext context, Channel channel, String account) {
    this.context = context;
    this.channel = channel;
    this.account = account;
    for (var present : channel.getAccountsList()) {
      if (present.getAccount().equals(account)) {
        begin(present);
      }
    }
  }

  /// The channel of this name, or a hint which there are.
  static Channel find(List<Channel> channels, String name) {
    return channels.stream()
        .filter(channel -> channel.getChannel().equals(name) && channel.getAvailable())
        .findFirst()
        .orElseThrow(() ->
            CliException.usage(
                "channel: '%s'".formatted(name),
                "there are: "
                    + channels.stream()
                        .map(Channel::getChannel)
                        .collect(Collectors.joining(", "))));
  }

  private void begin(ChannelAccount present) {
    settings.putAll(present.getSettingsMap());
    inbox = present.getInboxList();
  }

  /// Sets `key=value` pairs.
  void plain(Collection<String> pairs) {
    for (var pair : pairs) {
      var parts = split(pair, "KEY=VALUE");
      if (isSecret(parts[0]) && !parts[1].isEmpty()) {
        throw CliException.usage(
            parts[0] + " is a secret",
            "use --secret-env %s=VARIABLE or --secret-stdin %s".formatted(parts[0], parts[0]));
      }
      settings.put(parts[0], parts[1]);
    }
  }

  /// Sets secrets, from `key=variable` pairs.
  void fromEnvironment(Collection<String> pairs) {
    for (var pair : pairs) {
      var parts = split(pair, "KEY=VARIABLE");
      var value = context.env().getOrDefault(parts[1], "");
      if (value.isEmpty()) {
        throw CliException.usage("the environment variable " + parts[1] + " is not set", "");
      }
      settings.put(parts[0], value);
    }
  }

  /// Sets one secret.
  void fromStdin(String key) {
    settings.put(key, context.readLine());
  }

  /// Replaces the inbox.
  void inbox(List<String> users) {
    inbox = users.stream().map(user -> user.startsWith("@") ? user.substring(1) : user).toList();
  }

  PutChannelAccountRequest request() {
    return PutChannelAccountRequest.newBuilder()
        .setChannel(channel.getChannel())
        .setAccount(account)
        .putAllSettings(settings)
        .addAllInbox(inbox)
        .build();
  }

  private boolean isSecret(String name) {
    return channel.getSettingsList().stream()
        .filter(setting -> setting.getName().equals(name))
        .anyMatch(ChannelSetting::getSecret);
  }

  private static String[] split(String pair, String expected) {
    int equals = pair.indexOf('=');
    if (equals < 1) {
      throw CliException.usage("'%s' (expected: %s)".formatted(pair, expected), "");
    }
    return new String[] {pair.substring(0, equals), pair.substring(equals + 1)};
  }
}
