package io.chat4all.connectors.telegram;

import io.chat4all.connector.api.FileContent;
import io.chat4all.core.message.ContentType;
import java.util.List;
import java.util.Locale;

/// The ways in which Telegram shows a file. What Telegram would not take in a nicer way goes as a
/// document.
enum FileKind {
  PHOTO("sendPhoto", "photo"),
  DOCUMENT("sendDocument", "document"),
  AUDIO("sendAudio", "audio"),
  VOICE("sendVoice", "voice"),
  VIDEO("sendVideo", "video");

  private static final long MAX_PHOTO = 10L << 20;
  private static final List<String> PHOTO_TYPES = List.of("image/jpeg", "image/png", "image/webp");
  private static final List<String> AUDIO_TYPES =
      List.of("audio/mpeg", "audio/mp3", "audio/mp4", "audio/m4a", "audio/x-m4a");

  private final String method;
  private final String field;

  FileKind(String method, String field) {
    this.method = method;
    this.field = field;
  }

  static FileKind of(ContentType type, FileContent file) {
    var mediaType = file.mediaType().toLowerCase(Locale.ROOT).replaceAll(";.*", "").strip();
    return switch (type) {
      case IMAGE -> PHOTO_TYPES.contains(mediaType) && file.size() <= MAX_PHOTO ? PHOTO : DOCUMENT;
      case AUDIO ->
          mediaType.equals("audio/ogg")
              ? VOICE
              : AUDIO_TYPES.contains(mediaType) ? AUDIO : DOCUMENT;
      case VIDEO -> mediaType.equals("video/mp4") ? VIDEO : DOCUMENT;
      case TEXT, FILE, LOCATION, CONTACT -> DOCUMENT;
    };
  }

  /// Whether a refusal says that the picture can only go as a document.
  static boolean isNoPhoto(String reason) {
    return reason.contains("PHOTO_INVALID_DIMENSIONS")
        || reason.contains("PHOTO_EXT_INVALID")
        || reason.contains("IMAGE_PROCESS_FAILED");
  }

  String method() {
    return method;
  }

  String field() {
    return field;
  }
}
