package io.chat4all.worker.connector;

import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.connector.api.Outbound;
import io.chat4all.connector.api.OutboundChange;
import io.chat4all.connector.api.OutboundFile;
import io.chat4all.connector.api.Outcome;
import io.chat4all.connector.api.Rates;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Capabilities;
import io.chat4all.core.connector.Channels.SettingInfo;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A channel whose provider does what a test says, and keeps what it was asked. Its accounts need a
/// `token`, which must not be `bad`. Thread-safe.
public final class ScriptedFactory implements ConnectorFactory {

  /// Texts of 100 characters, images with short captions, everything reported.
  public static final Capabilities USUAL =
      capabilities(EnumSet.of(ContentType.TEXT, ContentType.IMAGE), Optional.empty());

  /// As fast as it goes.
  public static final Rates FAST = new Rates(Rates.Bucket.UNLIMITED, Rates.Bucket.UNLIMITED, 1_000);

  private final ChannelId channel;
  private final Capabilities capabilities;
  private final Rates rates;
  private final List<Call> calls = new ArrayList<>();
  private final List<OutboundChange> changes = new ArrayList<>();
  private final List<ChannelAccountId> closed = new ArrayList<>();
  private final AtomicInteger ids = new AtomicInteger();
  private volatile Script script = this::accept;

  public ScriptedFactory(String channel) {
    this(channel, USUAL, FAST);
  }

  public ScriptedFactory(String channel, Capabilities capabilities, Rates rates) {
    this.channel = new ChannelId(channel);
    this.capabilities = capabilities;
    this.rates = rates;
  }

  /// What a provider does with a call.
  public interface Script {
    Outcome answer(Call call) throws InterruptedException;
  }

  /// One call.
  ///
  /// @param text the text or the caption; the name of a place or card
  /// @param fileName empty for none
  public record Call(
      ChannelAccountId account,
      String address,
      String text,
      String fileName,
      String deliveryId,
      Optional<String> replyTo,
      String senderName) {}

  /// What channels of tests can do.
  public static Capabilities capabilities(Set<ContentType> content, Optional<Duration> window) {
    return new Capabilities(
        content,
        Map.of(ContentType.IMAGE, 1_000L),
        new Capabilities.TextLimit(100, Capabilities.TextLimit.Unit.CHARACTERS),
        20,
        EnumSet.of(DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ),
        true,
        true,
        true,
        window,
        Capabilities.MediaBy.UPLOAD);
  }

  /// From now on the provider does this.
  public void answer(Script next) {
    script = next;
  }

  /// The provider takes it.
  public Outcome accept(Call call) {
    return Outcome.Accepted.as(call.account().name() + "-" + ids.incrementAndGet());
  }

  /// Every call so far, in the order of their beginning.
  public List<Call> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  /// The texts of the calls.
  public List<String> texts() {
    return calls().stream().map(Call::text).toList();
  }

  /// Every change that was asked for.
  public List<OutboundChange> changes() {
    synchronized (calls) {
      return List.copyOf(changes);
    }
  }

  /// The accounts whose connectors were closed.
  public List<ChannelAccountId> closed() {
    synchronized (calls) {
      return List.copyOf(closed);
    }
  }

  @Override
  public ChannelId channel() {
    return channel;
  }

  @Override
  public String title() {
    return "Scripted " + channel;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Rates rates() {
    return rates;
  }

  @Override
  public List<SettingInfo> settings() {
    return List.of(
        new SettingInfo("token", "The token.", true, true, ""),
        new SettingInfo("mode", "The mode.", false, false, "poll"));
  }

  @Override
  public String normalize(String address) {
    if (address.isBlank()) {
      throw new IllegalArgumentException("address: '' (expected: a name)");
    }
    return address.strip();
  }

  @Override
  public Connector connect(ConnectorContext context) {
    if (context.require("token").equals("bad")) {
      throw new IllegalArgumentException("token: bad (expected: a good one)");
    }
    return new Scripted(context.account());
  }

  private Outcome call(Call call) throws InterruptedException {
    synchronized (calls) {
      calls.add(call);
    }
    return script.answer(call);
  }

  private final class Scripted implements Connector {

    private final ChannelAccountId account;

    Scripted(ChannelAccountId account) {
      this.account = account;
    }

    @Override
    public Outcome sendMessage(Outbound message) throws InterruptedException {
      var text =
          switch (message.content()) {
            case Content.Text it -> it.text();
            case Content.Location it -> it.name();
            case Content.Contact it -> it.name();
            case Content.Media it -> throw new AssertionError("media as a message: " + it);
          };
      return call(
          new Call(
              account,
              message.address(),
              text,
              "",
              message.deliveryId(),
              message.replyTo(),
              message.senderName()));
    }

    @Override
    public Outcome sendFile(OutboundFile message) throws InterruptedException {
      return call(
          new Call(
              account,
              message.address(),
              message.caption(),
              message.file().name(),
              message.deliveryId(),
              message.replyTo(),
              message.senderName()));
    }

    @Override
    public Outcome change(OutboundChange change) {
      synchronized (calls) {
        changes.add(change);
      }
      return Outcome.Accepted.as("");
    }

    @Override
    public void close() {
      synchronized (calls) {
        closed.add(account);
      }
    }
  }
}
