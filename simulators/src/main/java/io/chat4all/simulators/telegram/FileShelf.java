package io.chat4all.simulators.telegram;

import io.chat4all.simulators.world.Media;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A bot's files by `file_id`, and by path for an hour after `getFile`.
///
/// Holds 512 MB; beyond that the oldest are gone. Thread-safe.
final class FileShelf {

  private static final long MOST_BYTES = 512L << 20;
  private static final Duration PATH_LIFE = Duration.ofHours(1);

  private final Clock clock;
  private final long botId;
  private final Map<String, Stored> files = new LinkedHashMap<>();
  private final Map<String, Instant> paths = new LinkedHashMap<>();
  private long bytes;

  FileShelf(long botId, Clock clock) {
    this.botId = botId;
    this.clock = clock;
  }

  /// Keeps a file; the same bytes as the same kind are the same file.
  synchronized Stored put(String kind, Media media) {
    var hash = media.sha256Hex();
    var fileId = prefix(kind) + Long.toString(botId, 36) + "_" + hash.substring(0, 40);
    var known = files.get(fileId);
    if (known != null) {
      return known;
    }
    var extension =
        kind.equals("image") ? ".jpg" : kind.equals("voice") ? ".oga" : extension(media);
    var path = folder(kind) + "/file_" + files.size() + extension;
    var stored = new Stored(fileId, "AQAD" + hash.substring(40, 54), path, kind, media);
    files.put(fileId, stored);
    bytes += media.size();
    var oldest = files.entrySet().iterator();
    while (bytes > MOST_BYTES && files.size() > 1) {
      bytes -= oldest.next().getValue().media().size();
      oldest.remove();
    }
    return stored;
  }

  synchronized Optional<Stored> find(String fileId) {
    return Optional.ofNullable(files.get(fileId));
  }

  /// Makes the file's path work for the next hour.
  synchronized void open(Stored stored) {
    paths.put(stored.path(), clock.instant().plus(PATH_LIFE));
  }

  synchronized Optional<Media> download(String path) {
    return Optional.ofNullable(paths.get(path))
        .filter(until -> clock.instant().isBefore(until))
        .flatMap(_ -> files.values().stream().filter(file -> file.path().equals(path)).findFirst())
        .map(Stored::media);
  }

  private static String prefix(String kind) {
    return switch (kind) {
      case "image" -> "AgACAgEAAx";
      case "voice" -> "AwACAgEAAx";
      case "audio" -> "CQACAgEAAx";
      case "video" -> "BAACAgEAAx";
      case "sticker" -> "CAACAgEAAx";
      default -> "BQACAgEAAx";
    };
  }

  private static String folder(String kind) {
    return switch (kind) {
      case "image" -> "photos";
      case "voice" -> "voice";
      case "audio" -> "music";
      case "video" -> "videos";
      case "sticker" -> "stickers";
      default -> "documents";
    };
  }

  private static String extension(Media media) {
    return media
        .name()
        .filter(name -> name.matches(".*\\.[A-Za-z0-9]{1,8}"))
        .map(name -> name.substring(name.lastIndexOf('.')))
        .orElse("");
  }

  /// A file as the Bot API names it.
  record Stored(String fileId, String uniqueId, String path, String kind, Media media) {}
}
