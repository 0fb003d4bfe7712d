package io.chat4all.connectors.whatsapp;

import io.chat4all.connector.api.OutboundFile;
import java.util.List;
import java.util.Locale;

/// The ways in which WhatsApp shows a file. What it would not take in a nicer way, and sound with a
/// caption, which sound cannot have, goes as a document.
enum MediaKind {
  IMAGE,
  AUDIO,
  VIDEO,
  DOCUMENT;

  private static final List<String> IMAGES = List.of("image/jpeg", "image/png");
  private static final List<String> SOUNDS =
      List.of("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg");
  private static final List<String> FILMS = List.of("video/mp4", "video/3gpp");

  static MediaKind of(OutboundFile message) {
    var mediaType = UploadRules.type(message.file().mediaType());
    return switch (message.type()) {
      case IMAGE -> IMAGES.contains(mediaType) ? IMAGE : DOCUMENT;
      case AUDIO -> SOUNDS.contains(mediaType) && message.caption().isEmpty() ? AUDIO : DOCUMENT;
      case VIDEO -> FILMS.contains(mediaType) ? VIDEO : DOCUMENT;
      case TEXT, FILE, LOCATION, CONTACT -> DOCUMENT;
    };
  }

  /// Whether files of this type are shown as what they are.
  static boolean isShown(String mediaType) {
    return IMAGES.contains(mediaType) || SOUNDS.contains(mediaType) || FILMS.contains(mediaType);
  }

  /// The type and field of the Cloud API.
  String field() {
    return name().toLowerCase(Locale.ROOT);
  }
}
