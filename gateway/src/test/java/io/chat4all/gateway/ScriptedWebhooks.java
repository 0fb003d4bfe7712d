package io.chat4all.gateway;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.ProviderWebhooks;
import io.chat4all.core.connector.WebhookAnswer;
import io.chat4all.core.connector.WebhookRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// Takes calls of providers, remembers them and answers as told. Thread-safe.
final class ScriptedWebhooks implements ProviderWebhooks {

  /// A call that came.
  record Call(ChannelAccountId account, WebhookRequest request) {}

  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private volatile Function<WebhookRequest, WebhookAnswer> script = _ -> WebhookAnswer.OK;

  /// Answers so from now on; what the function throws is thrown.
  void answer(Function<WebhookRequest, WebhookAnswer> answer) {
    script = answer;
  }

  List<Call> calls() {
    return calls;
  }

  @Override
  public WebhookAnswer receive(ChannelAccountId account, WebhookRequest request) {
    calls.add(new Call(account, request));
    return script.apply(request);
  }
}
