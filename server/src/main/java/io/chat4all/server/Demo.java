package io.chat4all.server;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.webhook.WebhookAddresses;
import io.chat4all.simulators.Simulators;
import java.time.Clock;

/// A server with the simulated providers and people to try.
final class Demo implements AutoCloseable {

  private final DemoChannels channels;
  private final Chat4AllServer server;
  private final ConversationId conversation;

  private Demo(ServerConfig config, DataDirectory directory, Clock clock) {
    channels = DemoChannels.start(config.http(), clock);
    try {
      var settings =
          config.with(
              directory.demoSecret(),
              channels.configure(config.channels()),
              config.webhooks().withAddresses(new WebhookAddresses(true)));
      server = Chat4AllServer.start(settings, directory, clock);
    } catch (RuntimeException e) {
      channels.close();
      throw e;
    }
    try {
      conversation = DemoData.put(server, clock);
      channels.connect(server);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /// Starts everything and returns when requests are served; what did start is closed again when a
  /// part does not.
  static Demo start(ServerConfig config, DataDirectory directory, Clock clock) {
    return new Demo(config, directory, clock);
  }

  Chat4AllServer server() {
    return server;
  }

  Simulators providers() {
    return channels.simulators();
  }

  String hints() {
    return """

    Chat4All demo: users bruno/test and maria/test, API client admin_client/super_secret_key
      API documentation   %1$s/docs/
      their conversation  %2$s
      phones of people on WhatsApp, Telegram, Instagram and Messenger (simulated)  %3$s

      ./chat4all login --url %1$s --username maria    (password: test)
      ./chat4all tail
    """
        .formatted(server.url(), conversation, channels.url());
  }

  @Override
  public void close() {
    server.close();
    channels.close();
  }
}
