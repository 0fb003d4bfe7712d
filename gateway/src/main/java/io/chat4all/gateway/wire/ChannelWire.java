package io.chat4all.gateway.wire;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.Channels.SettingInfo;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.intake.ChannelIntake.AccountView;
import io.chat4all.core.intake.ChannelIntake.ChannelView;
import io.chat4all.core.message.ContentType;
import io.chat4all.core.route.RoutePlan;
import io.chat4all.protocol.v1.Capabilities;
import io.chat4all.protocol.v1.Channel;
import io.chat4all.protocol.v1.ChannelAccount;
import io.chat4all.protocol.v1.ChannelSetting;
import io.chat4all.protocol.v1.Route;
import io.chat4all.protocol.v1.RouteExplanation;
import io.chat4all.protocol.v1.RouteTarget;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/// Channels, our accounts and routes as the API shows them. Thread-safe.
public final class ChannelWire {

  private final Supplier<URI> publicUrl;

  /// `publicUrl` is where providers reach the gateways, without a slash at its end.
  public ChannelWire(Supplier<URI> publicUrl) {
    this.publicUrl = publicUrl;
  }

  /// A channel, with our accounts for those who may see them.
  public Channel of(ChannelView view, boolean withAccounts) {
    var wire = Channel.newBuilder().setChannel(view.id().value());
    view.info()
        .ifPresent(info -> {
          wire.setTitle(info.title()).setAvailable(true).setCapabilities(of(info.capabilities()));
          info.settings().forEach(setting -> wire.addSettings(of(setting)));
        });
    if (withAccounts) {
      view.accounts().forEach(account -> wire.addAccounts(of(account)));
    }
    return wire.build();
  }

  /// One of our accounts, without its secrets.
  public ChannelAccount of(AccountView view) {
    var account = view.account();
    return ChannelAccount.newBuilder()
        .setChannel(account.id().channel().value())
        .setAccount(account.id().name())
        .setState(account.isRunning() ? "running" : "stopped")
        .setReason(account.stoppedBecause())
        .addAllInbox(account.inbox().stream().map(UserId::value).toList())
        .putAllSettings(view.settings())
        .addAllSecrets(view.secrets())
        .setWebhookUrl(webhookUrl(account.id()))
        .setVersion(account.version())
        .setCreatedAt(Times.of(account.createdAt()))
        .build();
  }

  /// What routing would make of a message.
  public static RouteExplanation of(RoutePlan plan) {
    var wire = RouteExplanation.newBuilder().setRule(plan.rule()).addAllNotes(plan.notes());
    for (var route : plan.routes()) {
      wire.addRoutes(
          Route.newBuilder()
              .setRecipient(route.recipient())
              .setTarget(of(route.target()))
              .addAllAlternatives(route.alternatives().stream().map(ChannelWire::of).toList())
              .setHandle(route.handle().orElse(""))
              .setBecause(route.because()));
    }
    return wire.build();
  }

  private String webhookUrl(ChannelAccountId id) {
    return "%s/webhooks/%s".formatted(publicUrl.get(), id);
  }

  private static RouteTarget of(Target target) {
    return RouteTarget.newBuilder()
        .setChannel(target.account().channel().value())
        .setAccount(target.account().name())
        .setAddress(target.address())
        .build();
  }

  private static ChannelSetting of(SettingInfo setting) {
    return ChannelSetting.newBuilder()
        .setName(setting.name())
        .setDescription(setting.description())
        .setRequired(setting.required())
        .setSecret(setting.secret())
        .setDefaultValue(setting.defaultValue())
        .build();
  }

  private static Capabilities of(io.chat4all.core.connector.Capabilities can) {
    var wire =
        Capabilities.newBuilder()
            .addAllContentTypes(can.content().stream().sorted().map(ContentType::wireName).toList())
            .setTextMax(can.text().max())
            .setTextUnit(word(can.text().unit()))
            .setCaptionMax(can.caption())
            .addAllReceipts(can.receipts().stream().sorted().map(Messages::of).toList())
            .setReactions(can.reactions())
            .setEdits(can.edits())
            .setReplies(can.replies())
            .setSessionWindowSeconds(can.sessionWindow().map(Duration::toSeconds).orElse(0L))
            .setMediaBy(word(can.mediaBy()));
    can.maxBytes().forEach((type, bytes) -> wire.putMaxBytes(type.wireName(), bytes));
    return wire.build();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
