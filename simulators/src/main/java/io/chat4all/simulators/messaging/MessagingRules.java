package io.chat4all.simulators.messaging;

import io.chat4all.simulators.graph.GraphError;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.Media;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where Instagram and Messenger differ: lengths, files, error codes.
final class MessagingRules {

  static final Duration WINDOW = Duration.ofDays(1);
  static final Duration HUMAN_AGENT_WINDOW = Duration.ofDays(7);

  private static final int MIB = 1 << 20;
  private static final int INSTAGRAM_BYTES = 1000;
  private static final int MESSENGER_CHARACTERS = 2000;

  private static final Map<String, Rule> INSTAGRAM =
      Map.of(
          "image",
          new Rule(Set.of("image/png", "image/jpeg"), 8 * MIB),
          "audio",
          new Rule(
              Set.of(
                  "audio/aac", "audio/mp4", "audio/x-m4a", "audio/m4a", "audio/wav", "audio/x-wav"),
              25 * MIB),
          "video",
          new Rule(
              Set.of("video/mp4", "video/ogg", "video/x-msvideo", "video/quicktime", "video/webm"),
              25 * MIB),
          "file",
          new Rule(Set.of("application/pdf"), 25 * MIB));

  private final Channel channel;

  MessagingRules(Channel channel) {
    this.channel = channel;
  }

  boolean instagram() {
    return channel == Channel.INSTAGRAM;
  }

  void checkText(String text) {
    int most = instagram() ? INSTAGRAM_BYTES : MESSENGER_CHARACTERS;
    int length =
        instagram() ? text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length : text.length();
    if (length > most) {
      throw GraphError.parameter(
              "Length of param message[text] must be less than or equal to " + most)
          .refusal();
    }
  }

  /// Refuses a file the channel does not take under that type.
  void checkFile(String type, Media media) {
    if (media.size() > 25 * MIB || tooBig(type, media)) {
      throw GraphError.parameter("Attachment size exceeds allowable limit")
          .withSubcode(2018109)
          .refusal();
    }
    var rule = INSTAGRAM.get(type);
    boolean fits =
        instagram()
            ? rule != null && rule.types().contains(media.mime())
            : type.equals("file") || media.mime().startsWith(type + "/");
    if (!fits) {
      throw GraphError.parameter(
              "Upload attachment failure, the media type does not match the file at the URL.")
          .withSubcode(2018047)
          .refusal();
    }
  }

  GraphError noSuchUser() {
    return GraphError.parameter("No matching user found")
        .withSubcode(instagram() ? 2534014 : 2018001);
  }

  GraphError outsideWindow() {
    return GraphError.of(403, 10, "(#10) This message is sent outside of allowed window.")
        .withSubcode(instagram() ? 2534022 : 2018278);
  }

  static GraphError unavailable() {
    return GraphError.of(400, 551, "(#551) This person isn't available right now.")
        .withSubcode(1545041);
  }

  static GraphError notFetched() {
    return GraphError.parameter("Failed to fetch the file from the url").withSubcode(2018008);
  }

  GraphError rateLimited() {
    return instagram()
        ? GraphError.of(400, 613, "(#613) Calls to this api have exceeded the rate limit.")
        : GraphError.of(400, 4, "(#4) Application request limit reached").withSubcode(2018022);
  }

  /// The word for an emoji in a reaction event.
  Optional<String> reactionWord(String emoji) {
    return switch (emoji.replace("\uFE0F", "")) {
      case "" -> Optional.empty();
      case "❤" -> Optional.of("love");
      case "👍" -> Optional.of(instagram() ? "other" : "like");
      default -> Optional.of("other");
    };
  }

  private boolean tooBig(String type, Media media) {
    var rule = INSTAGRAM.get(type);
    return instagram() && rule != null && media.size() > rule.most();
  }

  private record Rule(Set<String> types, int most) {}
}
