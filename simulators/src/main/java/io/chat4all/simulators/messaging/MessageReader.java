package io.chat4all.simulators.messaging;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.simulators.graph.GraphError;
import io.chat4all.simulators.http.Web;
import io.chat4all.simulators.world.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/// Reads what a send says, fetches its files, and refuses what the channel refuses. Thread-safe.
final class MessageReader {

  private static final int MOST_IMAGES = 10;
  private static final int MOST_QUICK_REPLIES = 13;

  private final MessagingRules rules;
  private final Web web;

  MessageReader(MessagingRules rules, Web web) {
    this.rules = rules;
    this.web = web;
  }

  /// One content, or several for several images.
  List<Content> contents(MessagingAccount account, JsonNode message) {
    var text = message.path("text").asText("");
    boolean files = message.has("attachment") || message.has("attachments");
    if (!text.isEmpty() && files) {
      throw GraphError.parameter("Param message must not have both text and attachment").refusal();
    }
    if (files) {
      return attachments(account, message);
    }
    if (text.isBlank()) {
      throw GraphError.parameter("Message cannot be empty, must provide valid attachment or text")
          .refusal();
    }
    rules.checkText(text);
    return List.of(quickReplies(message.path("quick_replies"), text));
  }

  /// The file of `message_attachments`.
  MessagingAccount.Attachment upload(MessagingAccount account, JsonNode message) {
    var attachment = message.path("attachment");
    var content = file(account, attachment);
    return new MessagingAccount.Attachment(
        attachment.path("type").asText(""), content.media().orElseThrow());
  }

  private List<Content> attachments(MessagingAccount account, JsonNode message) {
    var contents = new ArrayList<Content>();
    var several = message.path("attachments");
    if (several.size() > MOST_IMAGES) {
      throw GraphError.parameter("Too many attachments").refusal();
    }
    if (several.isArray()) {
      several.forEach(attachment -> contents.add(one(account, attachment)));
    } else {
      var single = message.has("attachment") ? message.path("attachment") : several;
      contents.add(one(account, single));
    }
    if (contents.isEmpty()) {
      throw GraphError.parameter("Message cannot be empty, must provide valid attachment or text")
          .refusal();
    }
    return contents;
  }

  private Content one(MessagingAccount account, JsonNode attachment) {
    var type = attachment.path("type").asText("");
    return switch (type) {
      case "image", "audio", "video", "file" -> file(account, attachment);
      case "like_heart" -> Content.of("sticker", "❤");
      case "MEDIA_SHARE" -> Content.of("share", attachment.path("payload").path("id").asText(""));
      case "template" -> template(attachment.path("payload"));
      default -> throw GraphError.parameter("Invalid attachment type: " + type).refusal();
    };
  }

  private Content file(MessagingAccount account, JsonNode attachment) {
    var type = attachment.path("type").asText("");
    var payload = attachment.path("payload");
    var kind = type.equals("file") ? "document" : type;
    var known = payload.path("attachment_id").asText("");
    if (!known.isEmpty()) {
      return account
          .attachment(known)
          .filter(kept -> kept.type().equals(type))
          .map(kept -> Content.file(kind, kept.media(), ""))
          .orElseThrow(
              () -> GraphError.parameter("Invalid attachment id").withSubcode(2018074).refusal());
    }
    var url = payload.path("url").asText("");
    if (url.isEmpty()) {
      throw GraphError.parameter("Param payload must have url or attachment_id").refusal();
    }
    var media = web.file(url).orElseThrow(() -> MessagingRules.notFetched().refusal());
    rules.checkFile(type, media);
    return Content.file(kind, media, "").withLink(url);
  }

  private static Content template(JsonNode payload) {
    var shown = new StringJoiner("\n");
    var type = payload.path("template_type").asText("");
    switch (type) {
      case "button" -> {
        shown.add(payload.path("text").asText(""));
        buttons(payload.path("buttons"), shown);
      }
      case "generic" ->
          payload
              .path("elements")
              .forEach(element -> {
                shown.add(element.path("title").asText(""));
                buttons(element.path("buttons"), shown);
              });
      default -> throw GraphError.parameter("Invalid template type: " + type).refusal();
    }
    return Content.of("interactive", shown.toString());
  }

  private static void buttons(JsonNode buttons, StringJoiner shown) {
    if (buttons.size() > 3) {
      throw GraphError.parameter("Too many buttons. Max is 3").refusal();
    }
    buttons.forEach(button -> shown.add("[" + button.path("title").asText("") + "]"));
  }

  private static Content quickReplies(JsonNode replies, String text) {
    if (replies.isEmpty()) {
      return Content.text(text);
    }
    if (replies.size() > MOST_QUICK_REPLIES) {
      throw GraphError.parameter("Too many quick replies. Max is " + MOST_QUICK_REPLIES).refusal();
    }
    var shown = new StringJoiner("\n").add(text);
    for (var reply : replies) {
      var title = reply.path("title").asText("");
      if (title.length() > 20) {
        throw GraphError.parameter("Quick reply title must be at most 20 characters").refusal();
      }
      shown.add("[" + title + "]");
    }
    return Content.of("interactive", shown.toString());
  }
}
