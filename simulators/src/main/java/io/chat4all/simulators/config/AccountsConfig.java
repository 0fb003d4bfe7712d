package io.chat4all.simulators.config;

import java.util.List;
import java.util.Optional;

/// The business's accounts at the simulated providers.
public record AccountsConfig(
    List<TelegramBotConfig> telegram,
    List<WhatsAppNumberConfig> whatsapp,
    List<MessagingAccountConfig> instagram,
    List<MessagingAccountConfig> messenger) {

  public AccountsConfig {
    telegram = List.copyOf(telegram);
    whatsapp = List.copyOf(whatsapp);
    instagram = List.copyOf(instagram);
    messenger = List.copyOf(messenger);
  }

  /// One account per channel with tokens that work nowhere else; no webhook is set.
  public static AccountsConfig demo() {
    return new AccountsConfig(
        List.of(new TelegramBotConfig("700100200:demo-telegram-token", "chat4all_bot", "Chat4All")),
        List.of(
            new WhatsAppNumberConfig(
                "106540352242922",
                "551150001000",
                "102290129340398",
                app("whatsapp"),
                false,
                TemplateConfig.demo())),
        List.of(new MessagingAccountConfig("17841400000000001", "chat4all", app("instagram"))),
        List.of(new MessagingAccountConfig("104200000000001", "Chat4All", app("messenger"))));
  }

  private static MetaAppConfig app(String channel) {
    return new MetaAppConfig(
        "demo-" + channel + "-token",
        "demo-" + channel + "-app-secret",
        "demo-" + channel + "-verify-token",
        Optional.empty());
  }
}
