package io.chat4all.server;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.simulators.config.AccountsConfig;
import io.chat4all.simulators.config.MetaAppConfig;
import io.chat4all.simulators.config.SimulatorsConfig;
import io.chat4all.simulators.world.Channel;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The accounts of the simulated providers, as our own accounts on the channels.
final class SimulatedAccounts {

  /// What each of them is called.
  static final String NAME = "demo";

  private SimulatedAccounts() {}

  /// One of them.
  ///
  /// @param at what the simulator calls it; empty where it needs no webhook
  record Simulated(ChannelAccountId id, Channel channel, String at, Map<String, String> settings) {}

  static List<Simulated> of(URI simulators, AccountsConfig accounts) {
    var base = simulators.toString();
    var all = new ArrayList<Simulated>();
    var bot = accounts.telegram().getFirst();
    all.add(
        new Simulated(
            id("telegram"), Channel.TELEGRAM, "", Map.of("token", bot.token(), "base-url", base)));
    var number = accounts.whatsapp().getFirst();
    all.add(
        meta(
            "whatsapp",
            Channel.WHATSAPP,
            "phone-number-id",
            number.phoneNumberId(),
            number.app(),
            base));
    var instagram = accounts.instagram().getFirst();
    all.add(
        meta("instagram", Channel.INSTAGRAM, "account-id", instagram.id(), instagram.app(), base));
    var page = accounts.messenger().getFirst();
    all.add(meta("messenger", Channel.MESSENGER, "page-id", page.id(), page.app(), base));
    return all;
  }

  /// What somebody needs who runs the simulators beside a server.
  static String hints(URI url, SimulatorsConfig config) {
    var commands =
        of(url, config.accounts()).stream()
            .map(account ->
                "  ./chat4all channels put %s %s %s"
                    .formatted(
                        account.id().channel(),
                        account.id().name(),
                        account.settings().entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(setting -> setting.getKey() + "=" + setting.getValue())
                            .collect(Collectors.joining(" "))))
            .collect(Collectors.joining("\n"));
    return """

    Simulated providers, with the phones of %d people on the page %s
    To use them from a server, as an admin:
    %s
    Their webhooks are set on the page, or with POST %s/control/webhooks.
    """
        .formatted(config.people().size(), url, commands, url);
  }

  private static ChannelAccountId id(String channel) {
    return new ChannelAccountId(new ChannelId(channel), NAME);
  }

  private static Simulated meta(
      String channel,
      Channel simulated,
      String idSetting,
      String at,
      MetaAppConfig app,
      String base) {
    var settings = new HashMap<String, String>();
    settings.put(idSetting, at);
    settings.put("token", app.accessToken());
    settings.put("app-secret", app.appSecret());
    settings.put("verify-token", app.verifyToken());
    settings.put("base-url", base);
    return new Simulated(id(channel), simulated, at, settings);
  }
}
