package io.chat4all.cluster;

import io.chat4all.client.Chat4AllClient;
import io.chat4all.protocol.v1.PutChannelAccountRequest;
import io.chat4all.simulators.config.AccountsConfig;
import io.chat4all.simulators.config.MetaAppConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

/// Our accounts at the simulated providers: made known to the platform, and its webhooks to them.
final class SimulatedChannels {

  /// What each of our accounts is called.
  static final String ACCOUNT = "demo";

  private final URI simulators;
  private final URI platform;

  SimulatedChannels(URI simulators, URI platform) {
    this.simulators = simulators;
    this.platform = platform;
  }

  /// One of them.
  ///
  /// @param at what the simulator calls it; empty where it needs no webhook
  private record Account(String channel, String at, Map<String, String> settings) {}

  /// Does all of it; doing it again changes nothing but the inbox.
  ///
  /// @param inbox who gets what unknown people write
  void connect(Chat4AllClient admin, List<String> inbox) {
    for (var account : accounts(AccountsConfig.demo())) {
      admin
          .channels()
          .put(
              PutChannelAccountRequest.newBuilder()
                  .setChannel(account.channel())
                  .setAccount(ACCOUNT)
                  .putAllSettings(account.settings())
                  .addAllInbox(inbox)
                  .build());
    }
    setWebhooks();
  }

  /// What a simulator forgets when it is started again.
  void setWebhooks() {
    try (var http = HttpClient.newHttpClient()) {
      for (var account : accounts(AccountsConfig.demo())) {
        if (!account.at().isEmpty()) {
          setWebhook(http, account);
        }
      }
    } catch (IOException e) {
      throw new ClusterException("the simulators cannot be told where webhooks go: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while the simulators were set up", e);
    }
  }

  private void setWebhook(HttpClient http, Account account)
      throws IOException, InterruptedException {
    var at =
        simulators.resolve("/control/webhooks/%s/%s".formatted(account.channel(), account.at()));
    var body = "{\"url\":\"%s/webhooks/%s/%s\"}".formatted(platform, account.channel(), ACCOUNT);
    var request =
        HttpRequest.newBuilder(at)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new ClusterException(
          "the simulators refuse a webhook (%d): %s".formatted(answer.statusCode(), answer.body()));
    }
  }

  private List<Account> accounts(AccountsConfig known) {
    var bot = known.telegram().getFirst();
    var number = known.whatsapp().getFirst();
    var instagram = known.instagram().getFirst();
    var page = known.messenger().getFirst();
    return List.of(
        new Account(
            "telegram", "", Map.of("token", bot.token(), "base-url", simulators.toString())),
        meta("whatsapp", "phone-number-id", number.phoneNumberId(), number.app()),
        meta("instagram", "account-id", instagram.id(), instagram.app()),
        meta("messenger", "page-id", page.id(), page.app()));
  }

  private Account meta(String channel, String idSetting, String at, MetaAppConfig app) {
    return new Account(
        channel,
        at,
        Map.of(
            idSetting,
            at,
            "token",
            app.accessToken(),
            "app-secret",
            app.appSecret(),
            "verify-token",
            app.verifyToken(),
            "base-url",
            simulators.toString()));
  }
}
