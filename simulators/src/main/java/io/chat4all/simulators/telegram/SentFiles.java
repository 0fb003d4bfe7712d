package io.chat4all.simulators.telegram;

import io.chat4all.simulators.http.Params;
import io.chat4all.simulators.http.Web;
import io.chat4all.simulators.world.Media;
import java.util.Set;

/// Finds the file of a send: uploaded, by URL, or by `file_id`; and refuses what Telegram refuses.
final class SentFiles {

  private static final int MIB = 1 << 20;
  private static final Set<String> DOCUMENTS_BY_URL =
      Set.of("application/pdf", "application/zip", "image/gif", "application/x-zip-compressed");

  private final Web web;

  SentFiles(Web web) {
    this.web = web;
  }

  Media of(Bot bot, Params params, String field, String kind) {
    var uploaded = params.file(field);
    if (uploaded.isPresent()) {
      return uploaded(uploaded.get(), kind);
    }
    var value =
        params
            .text(field)
            .filter(text -> !text.isBlank())
            .orElseThrow(
                () -> TelegramError.badRequest("there is no " + field + " in the request"));
    if (value.startsWith("attach://")) {
      return uploaded(
          params
              .file(value.substring("attach://".length()))
              .orElseThrow(
                  () -> TelegramError.badRequest("there is no " + field + " in the request")),
          kind);
    }
    if (value.startsWith("http://") || value.startsWith("https://")) {
      return fetched(value, kind);
    }
    var stored =
        bot.files()
            .find(value)
            .orElseThrow(
                () -> TelegramError.badRequest("wrong file identifier/HTTP URL specified"));
    if (!stored.kind().equals(kind)) {
      throw TelegramError.badRequest("can't use file of type " + stored.kind() + " as " + kind);
    }
    return stored.media();
  }

  private static Media uploaded(Media media, String kind) {
    if (media.size() == 0) {
      throw TelegramError.badRequest("file must be non-empty");
    }
    if (media.size() > (kind.equals("image") ? 10 * MIB : 50 * MIB)) {
      throw new io.chat4all.simulators.http.Refusal(
          TelegramError.answer(413, "Request Entity Too Large"));
    }
    return checked(media, kind);
  }

  private Media fetched(String url, String kind) {
    var media =
        web.file(url).orElseThrow(() -> TelegramError.badRequest("failed to get HTTP URL content"));
    boolean page = media.mime().equals("text/html");
    boolean document = kind.equals("document") && !DOCUMENTS_BY_URL.contains(media.mime());
    boolean voice =
        kind.equals("voice") && !(media.mime().equals("audio/ogg") && media.size() <= MIB);
    if (page || document || voice) {
      throw TelegramError.badRequest("wrong type of the web page content");
    }
    if (media.size() > (kind.equals("image") ? 5 * MIB : 20 * MIB)) {
      throw TelegramError.badRequest("failed to get HTTP URL content");
    }
    return checked(media, kind);
  }

  private static Media checked(Media media, String kind) {
    if (kind.equals("image") && !isPicture(media.bytes())) {
      throw TelegramError.badRequest("IMAGE_PROCESS_FAILED");
    }
    return media;
  }

  /// Whether the bytes begin like a JPEG, PNG, GIF, BMP or WebP.
  private static boolean isPicture(byte[] bytes) {
    return begins(bytes, 0xFF, 0xD8)
        || begins(bytes, 0x89, 'P', 'N', 'G')
        || begins(bytes, 'G', 'I', 'F', '8')
        || begins(bytes, 'B', 'M')
        || begins(bytes, 'R', 'I', 'F', 'F');
  }

  private static boolean begins(byte[] bytes, int... start) {
    if (bytes.length < start.length) {
      return false;
    }
    for (int i = 0; i < start.length; i++) {
      if ((bytes[i] & 0xFF) != start[i]) {
        return false;
      }
    }
    return true;
  }
}
