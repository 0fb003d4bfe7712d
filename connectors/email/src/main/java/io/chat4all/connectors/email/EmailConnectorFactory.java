package io.chat4all.connectors.email;

import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.ConnectorContext;
import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.connector.api.Rates;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Capabilities;
import io.chat4all.core.connector.Capabilities.MediaBy;
import io.chat4all.core.connector.Capabilities.TextLimit;
import io.chat4all.core.connector.Channels.SettingInfo;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.ContentType;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// E-mail as a channel: SMTP out (RFC 5321), IMAP in (RFC 3501 with IDLE), delivery status
/// notifications (RFC 3461, 3464) as DELIVERED and FAILED, message disposition notifications (RFC
/// 8098) as READ.
///
/// One account is one mailbox, which should be the platform's alone: a mail that was read elsewhere
/// while no process polled counts as taken. Thread-safe.
public final class EmailConnectorFactory implements ConnectorFactory {

  static final ChannelId CHANNEL = new ChannelId("email");

  // 25 MiB, which most servers take, less base64 and the rest of the mail.
  private static final long MAX_FILE = 18L << 20;

  private static final Capabilities CAPABILITIES =
      new Capabilities(
          EnumSet.allOf(ContentType.class),
          maxBytes(),
          new TextLimit(0, TextLimit.Unit.CHARACTERS),
          Integer.MAX_VALUE,
          EnumSet.of(DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ),
          false,
          false,
          true,
          Optional.empty(),
          MediaBy.UPLOAD);

  // No standard says; large hosters allow far more, small ones ask for about this.
  private static final Rates RATES =
      new Rates(
          new Rates.Bucket(50, 10, Duration.ofSeconds(1)),
          new Rates.Bucket(10, 1, Duration.ofSeconds(1)),
          SmtpPool.MAX_CONNECTIONS);

  private final Duration waitForMail;

  /// Makes the factory.
  public EmailConnectorFactory() {
    this(ImapPoller.WAIT);
  }

  EmailConnectorFactory(Duration waitForMail) {
    this.waitForMail = waitForMail;
  }

  @Override
  public ChannelId channel() {
    return CHANNEL;
  }

  @Override
  public String title() {
    return "E-mail";
  }

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Rates rates() {
    return RATES;
  }

  @Override
  public List<SettingInfo> settings() {
    return List.of(
        new SettingInfo("address", "the mailbox's address", true, false, ""),
        new SettingInfo("display-name", "shown beside the address", false, false, ""),
        new SettingInfo("smtp-host", "server that sends", true, false, ""),
        new SettingInfo("smtp-port", "usually 587, or 465 with tls", false, false, "587"),
        new SettingInfo("smtp-security", "none, starttls or tls", false, false, "starttls"),
        new SettingInfo("username", "the address when empty", false, false, ""),
        new SettingInfo("password", "no login when empty", false, true, ""),
        new SettingInfo("imap-host", "server that receives; empty to send only", false, false, ""),
        new SettingInfo("imap-port", "usually 993, or 143 with starttls", false, false, "993"),
        new SettingInfo("imap-security", "none, starttls or tls", false, false, "tls"),
        new SettingInfo("folder", "where mail comes in", false, false, "INBOX"));
  }

  @Override
  public String normalize(String address) {
    return EmailAddresses.normalize(address);
  }

  @Override
  public Connector connect(ConnectorContext context) {
    return new EmailConnector(EmailSettings.of(context), context.clock(), waitForMail);
  }

  private static Map<ContentType, Long> maxBytes() {
    var sizes = new EnumMap<ContentType, Long>(ContentType.class);
    for (var type :
        List.of(ContentType.IMAGE, ContentType.FILE, ContentType.AUDIO, ContentType.VIDEO)) {
      sizes.put(type, MAX_FILE);
    }
    return sizes;
  }
}
