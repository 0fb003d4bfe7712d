package io.chat4all.simulators.telegram;

import io.chat4all.simulators.fault.ProviderErrors;
import io.chat4all.simulators.http.Answer;

/// How Telegram words its troubles.
final class TelegramErrors implements ProviderErrors {

  static final ProviderErrors ALL = new TelegramErrors();

  private TelegramErrors() {}

  @Override
  public Answer serverError() {
    return TelegramError.answer(500, "Internal Server Error: sent message was not found");
  }

  @Override
  public Answer rateLimited() {
    return TelegramError.tooMany(1);
  }

  @Override
  public Answer pairLimited() {
    return TelegramError.tooMany(2);
  }

  @Override
  public Answer tokenExpired() {
    return TelegramError.answer(401, "Unauthorized");
  }
}
