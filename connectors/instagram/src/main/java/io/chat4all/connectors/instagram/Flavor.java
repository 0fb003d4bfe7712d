package io.chat4all.connectors.instagram;

import io.chat4all.connector.api.Rates;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.Capabilities;
import io.chat4all.core.connector.Capabilities.MediaBy;
import io.chat4all.core.connector.Capabilities.TextLimit;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.message.ContentType;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What Instagram and Messenger, which share an API, do differently.
///
/// @param object what webhooks call it
/// @param idSetting the setting that holds our own id
/// @param carriesMetadata whether a message can carry a word of ours that its echo repeats
record Flavor(
    ChannelId channel,
    String title,
    String object,
    String idSetting,
    String baseUrl,
    boolean carriesMetadata,
    Capabilities capabilities) {

  private static final long MEBIBYTE = 1L << 20;

  // A scoped id of a person: digits, like every id of the Graph API.
  private static final Pattern SCOPED_ID = Pattern.compile("[0-9]{1,32}");

  static final Flavor INSTAGRAM =
      new Flavor(
          new ChannelId("instagram"),
          "Instagram",
          "instagram",
          "account-id",
          "https://graph.instagram.com",
          false,
          capabilities(
              new TextLimit(1_000, TextLimit.Unit.BYTES),
              EnumSet.of(DeliveryStatus.SENT, DeliveryStatus.READ)));

  static final Flavor MESSENGER =
      new Flavor(
          new ChannelId("messenger"),
          "Messenger",
          "page",
          "page-id",
          "https://graph.facebook.com",
          true,
          capabilities(
              new TextLimit(2_000, TextLimit.Unit.CHARACTERS),
              EnumSet.of(DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ)));

  /// The Send API takes 300 calls a second, of which 10 with audio or video, and slows single
  /// conversations down without saying where; what is above is answered with 613 or 2018022.
  static final Rates RATES =
      new Rates(
          new Rates.Bucket(300, 300, Duration.ofSeconds(1)),
          new Rates.Bucket(10, 5, Duration.ofSeconds(1)),
          64);

  static String normalize(String address) {
    var id = address.strip();
    if (!SCOPED_ID.matcher(id).matches()) {
      throw new IllegalArgumentException("address: no scoped id (expected: 1..32 digits)");
    }
    return id;
  }

  private static Capabilities capabilities(TextLimit text, Set<DeliveryStatus> receipts) {
    return new Capabilities(
        EnumSet.of(
            ContentType.TEXT,
            ContentType.IMAGE,
            ContentType.FILE,
            ContentType.AUDIO,
            ContentType.VIDEO),
        Map.of(
            ContentType.IMAGE, 8 * MEBIBYTE,
            ContentType.FILE, 25 * MEBIBYTE,
            ContentType.AUDIO, 25 * MEBIBYTE,
            ContentType.VIDEO, 25 * MEBIBYTE),
        text,
        0,
        receipts,
        true,
        false,
        true,
        Optional.of(Duration.ofHours(24)),
        MediaBy.LINK);
  }
}
