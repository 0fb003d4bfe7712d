package io.chat4all.simulators;

import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.Server;
import io.chat4all.simulators.config.FaultConfig;
import io.chat4all.simulators.config.LimitConfig;
import io.chat4all.simulators.config.PersonConfig;
import io.chat4all.simulators.config.SimulatorsConfig;
import io.chat4all.simulators.config.TimingConfig;
import io.chat4all.simulators.control.ControlApi;
import io.chat4all.simulators.control.Page;
import io.chat4all.simulators.fault.Buckets;
import io.chat4all.simulators.fault.Faults;
import io.chat4all.simulators.graph.GraphApi;
import io.chat4all.simulators.http.Api;
import io.chat4all.simulators.http.Edge;
import io.chat4all.simulators.http.Web;
import io.chat4all.simulators.messaging.Cdn;
import io.chat4all.simulators.messaging.Messaging;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.telegram.Telegram;
import io.chat4all.simulators.whatsapp.WhatsApp;
import io.chat4all.simulators.world.Books;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.ChannelApp;
import io.chat4all.simulators.world.Ids;
import io.chat4all.simulators.world.Later;
import io.chat4all.simulators.world.LiveSettings;
import io.chat4all.simulators.world.People;
import io.chat4all.simulators.world.Phone;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The simulated providers: Telegram Bot API, WhatsApp Cloud API, Instagram and Messenger, on one
/// port of the loopback.
///
/// ```java
/// try (var simulators = Simulators.start(SimulatorsConfig.demo(), Clock.systemUTC())) {
///   simulators.url();                                       // base URL of every provider's API
///   simulators.webhook(Channel.WHATSAPP, account, url);     // where its webhooks go
///   simulators.phone(Channel.WHATSAPP, "maria").write("Oi");
///   simulators.books().outbound(Channel.WHATSAPP);          // what the business got through
/// }
/// ```
///
/// A connector knows them as another base URL: `<url>/bot<TOKEN>/<method>` and
/// `<url>/file/bot<TOKEN>/<path>` for Telegram, `<url>/v26.0/<node>/<edge>` for the Graph APIs.
/// What people do is played with [#phone] or over `<url>/control` and the page at `<url>/`.
///
/// Limits, windows, expiries and times in messages follow the clock given; waits (a phone's delay,
/// a repeated webhook, a long poll) pass in real time. Thread-safe.
public final class Simulators implements AutoCloseable {

  private static final long MOST_REQUEST_BYTES = 110L << 20;

  private static final int EVENT_LOOPS = 2;
  private static final Duration POLL = Duration.ofMillis(2);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("simulators-", 0).factory());
  private final Later later = new Later();
  private final EventLoopGroup loops = EventLoopGroups.newEventLoopGroup(EVENT_LOOPS, "simulators");
  private final Web web = new Web(loops);
  private final Stage stage;
  private final Map<Channel, ChannelApp> apps = new EnumMap<>(Channel.class);
  private final Telegram telegram;
  private final WhatsApp whatsapp;
  private final Cdn cdn;
  private final GraphApi graph;
  private final ControlApi control;
  private final Page page = new Page();
  private final Server server;

  private Simulators(SimulatorsConfig config, Clock clock) {
    var settings = new LiveSettings(config);
    this.stage =
        new Stage(
            new People(config.people(), clock),
            new Books(clock),
            settings,
            new Faults(config.faults(), settings),
            new Buckets(clock),
            later,
            web,
            new Ids(config.faults().seed()),
            clock,
            threads);
    this.telegram = new Telegram(config.accounts().telegram(), stage);
    this.whatsapp = new WhatsApp(config.accounts().whatsapp(), stage, () -> url().toString());
    this.cdn = new Cdn(stage, () -> url().toString());
    var instagram = new Messaging(Channel.INSTAGRAM, config.accounts().instagram(), stage, cdn);
    var messenger = new Messaging(Channel.MESSENGER, config.accounts().messenger(), stage, cdn);
    this.graph = new GraphApi(List.of(whatsapp, instagram, messenger), stage.ids());
    for (var app : List.of(telegram, whatsapp, instagram, messenger)) {
      apps.put(app.channel(), app);
    }
    this.control = new ControlApi(stage, apps);
    this.server = server(config.port());
  }

  /// Starts to serve; returns when the port is bound.
  public static Simulators start(SimulatorsConfig config, Clock clock) {
    var simulators = new Simulators(config, clock);
    try {
      simulators.server.start().join();
      return simulators;
    } catch (RuntimeException e) {
      simulators.close();
      throw e;
    }
  }

  /// `http://127.0.0.1:<port>`, the base URL of every provider.
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.activeLocalPort());
  }

  /// What the providers accepted and what people wrote.
  public Books books() {
    return stage.books();
  }

  /// A person's app, open at the first account of that channel.
  public Phone phone(Channel channel, String person) {
    return phone(channel, app(channel).accounts().getFirst(), person);
  }

  /// A person's app, open at that account (a bot's user id, a phone number id, an Instagram account
  /// id, a page id).
  public Phone phone(Channel channel, String account, String person) {
    var known =
        stage
            .people()
            .find(person)
            .orElseThrow(() -> new IllegalArgumentException("person: no '" + person + "'"));
    return new Phone(app(channel), account, known, stage.books());
  }

  /// Adds a person, or replaces the one of that id.
  public void add(PersonConfig person) {
    stage.people().add(person);
  }

  /// Where the webhooks of an account go, unchecked; Telegram's are set by the bot itself.
  public void webhook(Channel channel, String account, URI url) {
    app(channel).setWebhook(account, Optional.of(url));
  }

  /// Asks the account's webhook for the challenge. Returns whether it answered rightly.
  public boolean verifyWebhook(Channel channel, String account) {
    return app(channel).verifyWebhook(account);
  }

  /// Lets an account's token expire (on Telegram: be revoked), or work again.
  public void expireToken(Channel channel, String account, boolean expired) {
    app(channel).expireToken(account, expired);
  }

  /// Other faults from now on.
  public void faults(FaultConfig faults) {
    stage.faults().config(faults);
  }

  public void limits(LimitConfig limits) {
    stage.settings().limits(limits);
    stage.buckets().clear();
  }

  public void timing(TimingConfig timing) {
    stage.settings().timing(timing);
  }

  /// Whether WhatsApp refuses 131026 and 131047 in the answer instead of by a webhook later.
  public void refuseAtOnce(boolean refuse) {
    stage.settings().refusesAtOnce(refuse);
  }

  @Override
  public void close() {
    telegram.close();
    later.close();
    stopServing();
    web.close();
    threads.shutdownNow();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /// Waits until the port is free and the connections are closed, not for the server's quiet
  /// period.
  private void stopServing() {
    var stopped = server.stop();
    long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
    while (!stopped.isDone()
        && System.nanoTime() < deadline
        && (!server.activePorts().isEmpty() || server.numConnections() > 0)) {
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private ChannelApp app(Channel channel) {
    var app = apps.get(channel);
    if (app == null) {
      throw new IllegalArgumentException("channel: " + channel + " is not simulated");
    }
    return app;
  }

  private Server server(int port) {
    return Server.builder()
        .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .workerGroup(loops, false)
        .serviceUnder("/", new Edge(this::api, stage.settings(), threads))
        .requestTimeout(Duration.ZERO)
        .maxRequestLength(MOST_REQUEST_BYTES)
        .idleTimeout(Duration.ofMinutes(2))
        .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
        .build();
  }

  private Api api(String path) {
    if (path.startsWith("/bot") || path.startsWith("/file/bot")) {
      return telegram.api();
    }
    if (GraphApi.serves(path)) {
      return graph;
    }
    if (path.startsWith("/lookaside/ig_messaging_cdn/")) {
      return cdn::answer;
    }
    if (WhatsApp.serves(path)) {
      return whatsapp::lookaside;
    }
    return path.startsWith("/control/") ? control : page;
  }
}
