package io.chat4all.connectors.whatsapp;

import io.chat4all.connector.api.FileContent;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Which files the Cloud API takes as an upload: it goes by their type, also for a file that is to
/// be shown as a document (developers.facebook.com: Cloud API, Media). What it does not take can be
/// a document by link.
final class UploadRules {

  private static final long MIB = 1 << 20;
  private static final Map<String, Long> MOST =
      Map.of("image", 5 * MIB, "audio", 16 * MIB, "video", 16 * MIB);
  private static final long MOST_OF_A_DOCUMENT = 100 * MIB;
  private static final Set<String> DOCUMENTS =
      Set.of(
          "text/plain",
          "application/pdf",
          "application/msword",
          "application/vnd.ms-excel",
          "application/vnd.ms-powerpoint",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
          "application/vnd.openxmlformats-officedocument.presentationml.presentation");

  private UploadRules() {}

  static boolean take(FileContent file) {
    var type = type(file.mediaType());
    if (DOCUMENTS.contains(type)) {
      return file.size() <= MOST_OF_A_DOCUMENT;
    }
    var most = MOST.get(type.substring(0, Math.max(0, type.indexOf('/'))));
    return most != null && MediaKind.isShown(type) && file.size() <= most;
  }

  /// A media type without its parameters.
  static String type(String mediaType) {
    return mediaType.toLowerCase(Locale.ROOT).replaceAll(";.*", "").strip();
  }
}
