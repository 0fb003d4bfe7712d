package io.chat4all.simulators.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.world.BookEntry;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.ChannelApp;
import io.chat4all.simulators.world.Content;
import io.chat4all.simulators.world.Person;
import java.net.URI;
import java.time.Duration;

/// The books and the people as JSON.
final class BookJson {

  private BookJson() {}

  static ObjectNode entry(BookEntry entry) {
    var origin = entry.origin();
    var json =
        Json.object()
            .put("channel", origin.channel().key())
            .put("account", origin.account())
            .put("person", origin.person())
            .put("address", origin.address())
            .put("message_id", origin.messageId())
            .put("direction", origin.outbound() ? "outbound" : "inbound")
            .put("at", entry.at().toString());
    entry.correlation().ifPresent(value -> json.put("correlation", value));
    entry.replyTo().ifPresent(value -> json.put("reply_to", value));
    content(json, entry);
    json.put("shown", entry.fate().shown());
    json.put("deleted", entry.fate().deleted());
    entry.fate().editedAt().ifPresent(at -> json.put("edited_at", at.toString()));
    var reactions = json.putObject("reactions");
    entry.reactions().forEach(reactions::put);
    var statuses = json.putArray("statuses");
    for (var status : entry.statuses()) {
      var line =
          statuses
              .addObject()
              .put("status", status.status())
              .put("at", status.at().toString())
              .put("posted", status.posted())
              .put("acknowledged", status.acknowledged());
      status.errorCode().ifPresent(code -> line.put("error_code", code));
    }
    return json;
  }

  static ObjectNode person(Person person, Iterable<ChannelApp> apps) {
    var json = Json.object().put("id", person.id()).put("name", person.name());
    var channels = json.putObject("channels");
    for (var app : apps) {
      var channel = app.channel();
      person
          .address(channel)
          .ifPresent(address -> {
            var node = channels.putObject(channel.key()).put("address", address);
            dialled(node, person, channel);
            node.put("blocked", person.hasBlocked(channel));
          });
    }
    var behaviour = person.behaviour();
    var node = json.putObject("behaviour");
    millis(node, "deliver_after_ms", behaviour.deliverAfter());
    millis(node, "read_after_ms", behaviour.readAfter());
    node.put("skips_delivered", behaviour.skipsDelivered());
    node.put("reply", behaviour.reply().orElse(""));
    return json;
  }

  static ObjectNode account(ChannelApp app, String id) {
    return Json.object()
        .put("channel", app.channel().key())
        .put("id", id)
        .put("webhook", app.webhook(id).map(URI::toString).orElse(""));
  }

  private static void dialled(ObjectNode node, Person person, Channel channel) {
    if (channel == Channel.WHATSAPP) {
      person
          .config()
          .whatsapp()
          .ifPresent(user -> node.put("phone", user.phone()).put("user_id", user.userId()));
    }
  }

  private static void content(ObjectNode json, BookEntry entry) {
    Content content = entry.content();
    json.put("type", content.kind()).put("text", content.text());
    content
        .media()
        .ifPresent(media -> {
          var origin = entry.origin();
          var node =
              json.putObject("media")
                  .put("mime", media.mime())
                  .put("size", media.size())
                  .put("sha256", media.sha256Hex())
                  .put(
                      "url",
                      "/control/people/%s/%s/media?account=%s&message_id=%s"
                          .formatted(
                              origin.person(),
                              origin.channel().key(),
                              origin.account(),
                              java.net.URLEncoder.encode(
                                  origin.messageId(), java.nio.charset.StandardCharsets.UTF_8)));
          media.name().ifPresent(name -> node.put("name", name));
        });
    content
        .place()
        .ifPresent(place ->
            json.putObject("location")
                .put("latitude", place.latitude())
                .put("longitude", place.longitude())
                .put("name", place.name())
                .put("address", place.address()));
    content
        .card()
        .ifPresent(
            card -> json.putObject("contact").put("name", card.name()).put("phone", card.phone()));
  }

  private static void millis(ObjectNode node, String name, java.util.Optional<Duration> time) {
    time.ifPresentOrElse(value -> node.put(name, value.toMillis()), () -> node.putNull(name));
  }
}
