package io.chat4all.connectors.instagram;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.connector.kit.ConnectorHarness.Webhooks;
import io.chat4all.connector.kit.News;
import io.chat4all.connectors.http.Json;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.WebhookRequest;
import io.chat4all.core.delivery.DeliveryStatus;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The provider's webhook calls, in its words and signed over escaped bytes.
final class GraphCalls implements Webhooks {

  private final GraphProvider provider;

  GraphCalls(GraphProvider provider) {
    this.provider = provider;
  }

  @Override
  public Optional<WebhookRequest> genuine(News news) {
    return event(news).map(event -> signed(body(event)));
  }

  @Override
  public Optional<WebhookRequest> forged(News news) {
    return event(news)
        .map(event -> {
          var wrong = "sha256=" + "0".repeat(64);
          var headers = Map.of("X-Hub-Signature-256", wrong);
          return new WebhookRequest("POST", Map.of(), headers, body(event));
        });
  }

  @Override
  public WebhookRequest signed(byte[] body) {
    var signature = "sha256=" + hmac(body);
    return new WebhookRequest("POST", Map.of(), Map.of("x-hub-signature-256", signature), body);
  }

  @Override
  public WebhookRequest unsigned(byte[] body) {
    return new WebhookRequest("POST", Map.of(), Map.of(), body);
  }

  @Override
  public Optional<WebhookRequest> challenge(boolean rightToken, String answer) {
    var query =
        Map.of(
            "hub.mode",
            "subscribe",
            "hub.challenge",
            answer,
            "hub.verify_token",
            rightToken ? GraphProvider.VERIFY_TOKEN : "wrong");
    return Optional.of(new WebhookRequest("GET", query, Map.of(), new byte[0]));
  }

  private Optional<ObjectNode> event(News news) {
    var event = envelope(news.person());
    var told =
        switch (news) {
          case News.Wrote wrote -> wrote(event.putObject("message"), wrote);
          case News.Edited(_, var tag, var text) ->
              put(event.putObject("message_edit"), tag).put("text", text).has("text");
          case News.Deleted(_, var tag) ->
              put(event.putObject("message"), tag).put("is_deleted", true).has("mid");
          case News.Reacted(_, var id, var emoji) -> reacted(event, id, emoji);
          case News.Reported(_, var id, _, var status) -> reported(event, id, status);
          case News.Echoed echoed -> echoed(event, echoed);
          case News.Unheard _ -> event.putObject("never_heard").put("of", "it").has("of");
          case News.Reach _ -> false;
        };
    return told ? Optional.of(event) : Optional.empty();
  }

  private boolean wrote(ObjectNode message, News.Wrote wrote) {
    put(message, wrote.tag());
    wrote.replyTo().ifPresent(id -> message.putObject("reply_to").put("mid", id));
    return switch (wrote.content()) {
      case InboundContent.Text(var text) -> message.put("text", text).has("text");
      case InboundContent.Media media -> {
        var attachment = message.putArray("attachments").addObject();
        attachment.put("type", media.type().wireName());
        attachment.putObject("payload").put("url", provider.file(media.reference()));
        yield message.put("text", media.caption()).has("text");
      }
      case InboundContent.Location place when provider.isMessenger() -> {
        var attachment = message.putArray("attachments").addObject().put("type", "location");
        var coordinates = attachment.putObject("payload").putObject("coordinates");
        coordinates.put("lat", place.latitude()).put("long", place.longitude());
        yield true;
      }
      default -> false;
    };
  }

  private static boolean reacted(ObjectNode event, String id, String emoji) {
    var reaction = event.putObject("reaction").put("mid", id);
    if (emoji.isEmpty()) {
      reaction.put("action", "unreact");
    } else {
      reaction.put("action", "react").put("reaction", "other").put("emoji", emoji);
    }
    return true;
  }

  private boolean reported(ObjectNode event, String id, DeliveryStatus status) {
    if (status == DeliveryStatus.READ) {
      var read = event.putObject("read");
      if (provider.isMessenger()) {
        read.put("watermark", News.AT.toEpochMilli());
      } else {
        read.put("mid", id);
      }
      return true;
    }
    if (status == DeliveryStatus.DELIVERED && provider.isMessenger()) {
      var delivery = event.putObject("delivery");
      delivery.putArray("mids").add(id);
      delivery.put("watermark", News.AT.toEpochMilli());
      return true;
    }
    return false;
  }

  private boolean echoed(ObjectNode event, News.Echoed echoed) {
    event.putObject("sender").put("id", GraphProvider.OUR_ID);
    event.putObject("recipient").put("id", provider.address(echoed.person()));
    var message = event.putObject("message").put("mid", echoed.providerId());
    message.put("is_echo", true).put("text", echoed.text());
    if (provider.isMessenger()) {
      message.put("app_id", 1517776481860111L).put("metadata", echoed.deliveryId());
    }
    return true;
  }

  private static ObjectNode put(ObjectNode message, String tag) {
    return message.put("mid", "aWdfZAG1f:in-" + tag);
  }

  private ObjectNode envelope(int person) {
    var event = Json.object();
    event.putObject("sender").put("id", provider.address(person));
    event.putObject("recipient").put("id", GraphProvider.OUR_ID);
    return event.put("timestamp", News.AT.toEpochMilli());
  }

  private byte[] body(ObjectNode event) {
    var body = Json.object().put("object", provider.isMessenger() ? "page" : "instagram");
    var entry = body.putArray("entry").addObject();
    entry.put("id", GraphProvider.OUR_ID).put("time", News.AT.toEpochMilli());
    entry.putArray("messaging").add(event);
    return escaped(body.toString());
  }

  /// As the provider writes it: nothing but ASCII, and slashes escaped.
  static byte[] escaped(String json) {
    var escaped = new StringBuilder();
    for (char c : json.replace("/", "\\/").toCharArray()) {
      escaped.append(c < 0x80 ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return escaped.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static String hmac(byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      var key = GraphProvider.APP_SECRET.getBytes(StandardCharsets.UTF_8);
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
