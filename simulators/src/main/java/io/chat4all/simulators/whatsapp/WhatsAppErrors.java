package io.chat4all.simulators.whatsapp;

import io.chat4all.simulators.fault.ProviderErrors;
import io.chat4all.simulators.graph.GraphError;
import io.chat4all.simulators.http.Answer;

/// How the Cloud API words its troubles.
final class WhatsAppErrors implements ProviderErrors {

  static final ProviderErrors ALL = new WhatsAppErrors();

  static final String PAIR_DETAILS =
      "Message failed to send because there were too many messages sent from this phone number to the"
          + " same phone number in a short period of time.";

  private WhatsAppErrors() {}

  @Override
  public Answer serverError() {
    return WhatsAppError.SERVICE_DOWN.with("Message failed to send, try again.").answer();
  }

  @Override
  public Answer rateLimited() {
    return WhatsAppError.RATE_LIMIT
        .with("Cloud API message throughput has been reached.")
        .answer()
        .with("retry-after", "1");
  }

  @Override
  public Answer pairLimited() {
    return WhatsAppError.PAIR_LIMIT.with(PAIR_DETAILS).answer();
  }

  @Override
  public Answer tokenExpired() {
    return GraphError.expiredToken().answer();
  }
}
