package io.chat4all.simulators.config;

/// A Telegram bot: the token is `<bot user id>:<secret>`, as BotFather gives it.
public record TelegramBotConfig(String token, String username, String name) {

  public TelegramBotConfig {
    if (!token.matches("[1-9][0-9]{0,18}:.+") || token.length() > 80) {
      throw new IllegalArgumentException("token: [secret] (expected: <bot user id>:<secret>)");
    }
  }

  /// The bot's user id, the part of the token before the colon.
  public long id() {
    return Long.parseLong(token.substring(0, token.indexOf(':')));
  }

  @Override
  public String toString() {
    return "TelegramBotConfig[username=" + username + ", token=[secret]]";
  }
}
