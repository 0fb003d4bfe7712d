package io.chat4all.server;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.simulators.Simulators;
import io.chat4all.simulators.config.PersonConfig;
import io.chat4all.simulators.config.SimulatorsConfig;
import java.net.URI;
import java.time.Clock;
import java.util.List;

/// The simulated providers of a demo, and how the demo is connected to them.
///
/// João is who a conversation with nobody else in it reaches, on WhatsApp. The user `maria` has
/// Instagram, and whoever writes to one of the accounts writes to her.
final class DemoChannels implements AutoCloseable {

  private static final int PORT = 8100;
  private static final UserId MARIA = new UserId("maria");

  private final SimulatorsConfig config;
  private final Simulators simulators;

  private DemoChannels(SimulatorsConfig config, Clock clock) {
    this.config = config;
    this.simulators = Simulators.start(config, clock);
  }

  /// Starts them, on port 8100 beside a demo on its usual port where that is free, else on any.
  static DemoChannels start(ServerConfig.Http http, Clock clock) {
    boolean usual = http.port() == ServerConfig.DEFAULT_PORT && FreePorts.isFree("127.0.0.1", PORT);
    return new DemoChannels(SimulatorsConfig.demo().withPort(usual ? PORT : 0), clock);
  }

  /// The settings of a demo that uses them.
  ChannelsConfig configure(ChannelsConfig channels) {
    var account = new ChannelAccountId(new ChannelId("whatsapp"), SimulatedAccounts.NAME);
    var address = person("joao").whatsapp().orElseThrow().phone();
    return channels.withDefaultRoute(new Target(account, address));
  }

  /// Puts their accounts into the demo, and tells them where its webhooks are.
  void connect(Chat4AllServer server) {
    for (var account : SimulatedAccounts.of(simulators.url(), config.accounts())) {
      server.putAccount(account.id(), account.settings(), List.of(MARIA));
      if (!account.at().isEmpty()) {
        simulators.webhook(
            account.channel(),
            account.at(),
            URI.create(server.url() + "/webhooks/" + account.id()));
      }
    }
    var instagram = person("maria").instagram().orElseThrow();
    var admin = new Caller(new UserId("admin_client"), Role.ADMIN);
    server
        .rules()
        .intakes()
        .identities()
        .link(
            admin,
            MARIA,
            new ChannelId("instagram"),
            instagram.scopedId(),
            instagram.username(),
            person("maria").name());
  }

  URI url() {
    return simulators.url();
  }

  Simulators simulators() {
    return simulators;
  }

  private PersonConfig person(String id) {
    return config.people().stream()
        .filter(person -> person.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    simulators.close();
  }
}
