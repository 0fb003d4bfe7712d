package io.chat4all.connectors.whatsapp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.connector.kit.ConnectorHarness.Webhooks;
import io.chat4all.connector.kit.News;
import io.chat4all.connectors.http.Json;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.connector.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes WhatsApp's webhook calls, as Meta escapes and signs them.
record WhatsAppCalls(IntFunction<String> addresses, BiConsumer<String, String> files)
    implements Webhooks {

  @Override
  public Optional<WebhookRequest> genuine(News news) {
    return body(news).map(this::signed);
  }

  @Override
  public Optional<WebhookRequest> forged(News news) {
    return body(news).map(body -> call(signature("another secret", body), body));
  }

  @Override
  public WebhookRequest signed(byte[] body) {
    return call(signature(ScriptedCloudApi.APP_SECRET, body), body);
  }

  @Override
  public WebhookRequest unsigned(byte[] body) {
    return new WebhookRequest("POST", Map.of(), Map.of(), body);
  }

  @Override
  public Optional<WebhookRequest> challenge(boolean rightToken, String answer) {
    var token = ScriptedCloudApi.VERIFY_TOKEN + (rightToken ? "" : "x");
    var query = Map.of("hub.mode", "subscribe", "hub.challenge", answer, "hub.verify_token", token);
    return Optional.of(new WebhookRequest("GET", query, Map.of(), new byte[0]));
  }

  private static WebhookRequest call(String signature, byte[] body) {
    var headers = Map.of("X-Hub-Signature-256", "sha256=" + signature);
    return new WebhookRequest("POST", Map.of(), headers, body);
  }

  private static String signature(String secret, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Empty for what WhatsApp does not tell.
  private Optional<byte[]> body(News news) {
    return value(news).map(WhatsAppCalls::escaped);
  }

  private Optional<ObjectNode> value(News news) {
    return switch (news) {
      case News.Wrote wrote -> Optional.of(messages(wrote.person(), message(wrote)));
      case News.Edited(var person, var tag, var text) -> {
        var message = message(person, "edit-" + tag, "edit");
        var edit = message.putObject("edit").put("original_message_id", id(tag));
        edit.putObject("message").put("type", "text").putObject("text").put("body", text);
        yield Optional.of(messages(person, message));
      }
      case News.Deleted(var person, var tag) -> {
        var message = message(person, "revoke-" + tag, "revoke");
        message.putObject("revoke").put("original_message_id", id(tag));
        yield Optional.of(messages(person, message));
      }
      case News.Reacted(var person, var providerId, var emoji) -> {
        var message = message(person, "reaction-" + providerId, "reaction");
        var reaction = message.putObject("reaction").put("message_id", providerId);
        if (!emoji.isEmpty()) {
          reaction.put("emoji", emoji);
        }
        yield Optional.of(messages(person, message));
      }
      case News.Reported reported -> Optional.of(status(reported));
      case News.Echoed(var person, var providerId, _, var text) -> {
        var body = change("smb_message_echoes");
        var echo = value(body).putArray("message_echoes").addObject();
        echo.put("from", "551150001000").put("to", addresses.apply(person)).put("id", providerId);
        echo.put("timestamp", seconds()).put("type", "text").putObject("text").put("body", text);
        yield Optional.of(body);
      }
      case News.Unheard _ -> Optional.of(change("thoughts"));
      case News.Reach _ -> Optional.empty();
    };
  }

  private ObjectNode message(News.Wrote wrote) {
    var message = message(wrote.person(), wrote.tag(), "text");
    wrote.replyTo().ifPresent(id -> message.putObject("context").put("id", id));
    switch (wrote.content()) {
      case InboundContent.Text(var text) -> message.putObject("text").put("body", text);
      case InboundContent.Media media -> media(message, wrote.tag(), media);
      case InboundContent.Location(var latitude, var longitude, var name, var address) ->
          message
              .put("type", "location")
              .putObject("location")
              .put("latitude", latitude)
              .put("longitude", longitude)
              .put("name", name)
              .put("address", address);
      case InboundContent.Contact contact -> {
        var card = message.put("type", "contacts").putArray("contacts").addObject();
        card.putObject("name").put("formatted_name", contact.name());
        card.putArray("phones").addObject().put("phone", contact.phones().getFirst());
      }
      case InboundContent.Other _ -> message.put("type", "unsupported");
    }
    return message;
  }

  private void media(ObjectNode message, String tag, InboundContent.Media media) {
    var field =
        switch (media.type()) {
          case FILE -> "document";
          default -> media.type().name().toLowerCase(Locale.ROOT);
        };
    var mediaId = "77" + Math.floorMod((tag + field).hashCode(), 1_000_000);
    files.accept(mediaId, media.reference());
    message
        .put("type", field)
        .putObject(field)
        .put("id", mediaId)
        .put("mime_type", media.mediaType())
        .put("caption", media.caption());
  }

  private ObjectNode message(int person, String tag, String type) {
    var message = Json.object();
    message.put("from", addresses.apply(person)).put("from_user_id", "BR.13490" + person);
    return message.put("id", id(tag)).put("timestamp", seconds()).put("type", type);
  }

  private ObjectNode messages(int person, ObjectNode message) {
    var body = change("messages");
    var contact = value(body).putArray("contacts").addObject();
    contact.putObject("profile").put("name", "Ana");
    contact.put("wa_id", addresses.apply(person)).put("user_id", "BR.13490" + person);
    value(body).putArray("messages").add(message);
    return body;
  }

  private ObjectNode status(News.Reported reported) {
    var body = change("messages");
    var status = value(body).putArray("statuses").addObject();
    status.put("id", reported.providerId());
    status.put("status", reported.status().name().toLowerCase(Locale.ROOT));
    status.put("timestamp", seconds()).put("recipient_id", addresses.apply(reported.person()));
    status.put("biz_opaque_callback_data", reported.deliveryId());
    if (status.path("status").asText().equals("failed")) {
      var error = status.putArray("errors").addObject().put("code", 131026);
      error.put("title", "Message undeliverable").putObject("error_data").put("details", "why");
    }
    return body;
  }

  private static ObjectNode change(String field) {
    var body = Json.object().put("object", "whatsapp_business_account");
    var change =
        body.putArray("entry").addObject().put("id", "102290129340398").putArray("changes");
    var value = change.addObject().put("field", field).putObject("value");
    value.put("messaging_product", "whatsapp");
    value.putObject("metadata").put("phone_number_id", ScriptedCloudApi.PHONE_NUMBER_ID);
    return body;
  }

  private static ObjectNode value(ObjectNode body) {
    return (ObjectNode) body.path("entry").path(0).path("changes").path(0).path("value");
  }

  private static String id(String tag) {
    return "wamid.IN" + tag;
  }

  private static String seconds() {
    return Long.toString(News.AT.getEpochSecond());
  }

  /// As Meta writes JSON: everything beyond ASCII, and slashes, escaped.
  static byte[] escaped(ObjectNode json) {
    var text = new String(Json.write(json), StandardCharsets.UTF_8);
    var ascii = new StringBuilder();
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c > 126) {
        ascii.append("\\u%04x".formatted((int) c));
      } else if (c == '/') {
        ascii.append("\\/");
      } else {
        ascii.append(c);
      }
    }
    return ascii.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
