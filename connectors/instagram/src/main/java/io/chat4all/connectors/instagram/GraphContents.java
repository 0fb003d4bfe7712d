package io.chat4all.connectors.instagram;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.connectors.http.Json;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.message.ContentType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads what a message consists of. At least one content, always.
final class GraphContents {

  private static final int MAX_ATTACHMENTS = 30;
  private static final Map<String, ContentType> MEDIA =
      Map.of(
          "image", ContentType.IMAGE,
          "audio", ContentType.AUDIO,
          "video", ContentType.VIDEO,
          "file", ContentType.FILE);
  private static final Map<String, String> OTHERS =
      Map.of(
          "share", "a shared post",
          "ig_post", "a shared post",
          "ig_reel", "a shared reel",
          "reel", "a shared reel",
          "story", "a shared story",
          "ig_story", "a shared story",
          "story_mention", "a mention in a story",
          "ephemeral", "a disappearing photo or video",
          "template", "a card");

  private GraphContents() {}

  static List<InboundContent> of(JsonNode message) {
    var text = Json.text(message, "text");
    var attachments = Json.list(message, "attachments");
    var contents = new ArrayList<InboundContent>();
    // A link's preview comes along with the text that holds the link.
    var shown =
        attachments.stream()
            .filter(a -> text.isEmpty() || !Json.text(a, "type").equals("fallback"))
            .limit(MAX_ATTACHMENTS)
            .toList();
    var first = shown.isEmpty() ? null : of(shown.getFirst(), text);
    if (!text.isEmpty() && !(first instanceof InboundContent.Media)) {
      contents.add(new InboundContent.Text(text));
    }
    if (first != null) {
      contents.add(first);
      shown.stream().skip(1).forEach(attachment -> contents.add(of(attachment, "")));
    }
    if (contents.isEmpty()) {
      contents.add(new InboundContent.Other("an unsupported message"));
    }
    return contents;
  }

  private static InboundContent of(JsonNode attachment, String caption) {
    var type = Json.text(attachment, "type");
    var payload = Json.at(attachment, "payload");
    var url = Json.text(payload, "url");
    var media = MEDIA.get(type);
    if (media != null && !url.isEmpty()) {
      var name = media == ContentType.FILE ? Json.text(payload, "title") : "";
      return new InboundContent.Media(media, url, name, "", 0, caption);
    }
    var place = Json.at(payload, "coordinates");
    if (type.equals("location") && place.isObject()) {
      return new InboundContent.Location(
          Json.fraction(place, "lat"),
          Json.fraction(place, "long"),
          Json.text(attachment, "title"),
          "");
    }
    if (type.equals("fallback") && !url.isEmpty()) {
      return new InboundContent.Text(url);
    }
    var title = Json.text(payload, "title");
    var what = OTHERS.getOrDefault(type, "an unsupported attachment");
    return new InboundContent.Other(title.isEmpty() ? what : what + ": " + title);
  }
}
