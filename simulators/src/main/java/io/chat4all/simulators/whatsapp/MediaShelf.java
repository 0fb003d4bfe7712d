package io.chat4all.simulators.whatsapp;

import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.world.Media;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// One number's files: by id for 30 days (own uploads) or 7 (people's), by URL for 5 minutes.
///
/// Holds 512 MB; beyond that the oldest are gone as if expired. Thread-safe.
final class MediaShelf {

  static final Duration UPLOADED = Duration.ofDays(30);
  static final Duration INBOUND = Duration.ofDays(7);

  private static final Duration URL_LIFE = Duration.ofMinutes(5);
  private static final long MOST_BYTES = 512L << 20;

  private final Stage stage;
  private final Map<String, Shelved> files = new LinkedHashMap<>();
  private long bytes;

  MediaShelf(Stage stage) {
    this.stage = stage;
  }

  synchronized String put(Media media, Duration life) {
    var id = stage.ids().digits(16);
    var key = stage.ids().base64(24);
    files.put(id, new Shelved(media, key, stage.clock().instant().plus(life)));
    bytes += media.size();
    var oldest = files.entrySet().iterator();
    while (bytes > MOST_BYTES && files.size() > 1) {
      bytes -= oldest.next().getValue().media().size();
      oldest.remove();
    }
    return id;
  }

  synchronized Optional<Media> find(String id) {
    return Optional.ofNullable(files.get(id))
        .filter(file -> stage.clock().instant().isBefore(file.expiresAt()))
        .map(Shelved::media);
  }

  synchronized boolean remove(String id) {
    var file = files.remove(id);
    if (file != null) {
      bytes -= file.media().size();
    }
    return file != null;
  }

  /// Path and query of a download that works for 5 minutes.
  synchronized String ticket(String id) {
    var file = files.get(id);
    if (file == null) {
      throw new IllegalArgumentException("media: no such file");
    }
    long until = stage.clock().instant().plus(URL_LIFE).getEpochSecond();
    return "/lookaside/whatsapp_business/attachments/?mid=%s&ext=%d&hash=%s"
        .formatted(id, until, hash(file, until));
  }

  /// The file of a ticket that is genuine and not too old.
  synchronized Optional<Media> redeem(String id, long until, String hash) {
    return Optional.ofNullable(files.get(id))
        .filter(file -> hash(file, until).equals(hash))
        .filter(_ -> stage.clock().instant().getEpochSecond() < until)
        .flatMap(_ -> find(id));
  }

  private static String hash(Shelved file, long until) {
    var seed = Json.text(file.key() + until).hashCode();
    return file.key() + Integer.toUnsignedString(seed, 36);
  }

  private record Shelved(Media media, String key, Instant expiresAt) {}
}
