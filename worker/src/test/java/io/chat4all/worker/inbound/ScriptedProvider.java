package io.chat4all.worker.inbound;

import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.connector.api.FileSource;
import io.chat4all.connector.api.MediaLostException;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Poller;
import io.chat4all.connector.api.Rates;
import io.chat4all.connector.api.WebhookOutcome;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Capabilities;
import io.chat4all.core.connector.Channels.SettingInfo;
import io.chat4all.core.connector.ScriptedChannels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A provider that tells what it is told to tell, by webhook and by poll, and has files. Sends
/// nothing. Thread-safe.
final class ScriptedProvider implements ConnectorFactory {

  final Map<String, String> files = new ConcurrentHashMap<>();
  final AtomicInteger failures = new AtomicInteger();
  final AtomicInteger fetches = new AtomicInteger();
  final BlockingQueue<Poller.Polled> news = new LinkedBlockingQueue<>();
  final AtomicInteger polls = new AtomicInteger();
  final AtomicInteger pollers = new AtomicInteger();
  volatile WebhookOutcome webhook = new WebhookOutcome.Events(List.of());
  volatile boolean polling;

  private final ChannelId channel;

  ScriptedProvider(ChannelId channel) {
    this.channel = channel;
  }

  @Override
  public ChannelId channel() {
    return channel;
  }

  @Override
  public String title() {
    return channel.value();
  }

  @Override
  public Capabilities capabilities() {
    return new ScriptedChannels().find(channel).orElseThrow().capabilities();
  }

  @Override
  public Rates rates() {
    return new Rates(Rates.Bucket.UNLIMITED, Rates.Bucket.UNLIMITED, 10);
  }

  @Override
  public List<SettingInfo> settings() {
    return List.of();
  }

  @Override
  public String normalize(String address) {
    return address;
  }

  @Override
  public Connector connect(ConnectorContext context) {
    return new Scripted();
  }

  private final class Scripted implements Connector {

    @Override
    public Outcome sendMessage(Outbound message) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Outcome sendFile(OutboundFile message) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<WebhookHandler> webhookHandler() {
      return Optional.of(_ -> webhook);
    }

    @Override
    public Optional<Poller> poller() {
      return polling ? Optional.of(new Scripts()) : Optional.empty();
    }

    @Override
    public FileSource fetch(String reference) throws IOException {
      fetches.incrementAndGet();
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IOException("told to fail");
      }
      var content = files.get(reference);
      if (content == null) {
        throw new MediaLostException("gone");
      }
      var bytes = content.getBytes(StandardCharsets.UTF_8);
      return new FileSource(new ByteArrayInputStream(bytes), "image/jpeg", "");
    }

    @Override
    public void close() {}
  }

  private final class Scripts implements Poller {

    Scripts() {
      pollers.incrementAndGet();
    }

    @Override
    public Polled poll() throws InterruptedException {
      polls.incrementAndGet();
      var next = news.poll(10, TimeUnit.SECONDS);
      return next == null ? new Polled.Later(Duration.ZERO, "nothing") : next;
    }
  }
}
