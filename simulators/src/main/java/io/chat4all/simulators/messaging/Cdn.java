package io.chat4all.simulators.messaging;

import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.http.Call;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.world.Media;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Attachments of webhooks by signed URL, which needs no token and expires after an hour.
///
/// Holds 256 MB; beyond that the oldest are gone. Thread-safe.
public final class Cdn {

  private static final Duration LIFE = Duration.ofHours(1);
  private static final long MOST_BYTES = 256L << 20;

  private final Stage stage;
  private final Supplier<String> baseUrl;
  private final Map<String, Held> files = new LinkedHashMap<>();
  private long bytes;

  public Cdn(Stage stage, Supplier<String> baseUrl) {
    this.stage = stage;
    this.baseUrl = baseUrl;
  }

  /// Serves `/lookaside/ig_messaging_cdn/`.
  public synchronized Answer answer(Call call) {
    var held = files.get(call.query("asset_id").orElse("") + call.query("signature").orElse(""));
    if (held == null || !stage.clock().instant().isBefore(held.expiresAt())) {
      return Answer.text(403, "URL signature expired");
    }
    return Answer.of(200, held.media().mime(), held.media().bytes());
  }

  synchronized String url(Media media) {
    var id = stage.ids().digits(17);
    var signature = stage.ids().base64(40);
    files.put(id + signature, new Held(media, stage.clock().instant().plus(LIFE)));
    bytes += media.size();
    var oldest = files.values().iterator();
    while (bytes > MOST_BYTES && files.size() > 1) {
      bytes -= oldest.next().media().size();
      oldest.remove();
    }
    return baseUrl.get()
        + "/lookaside/ig_messaging_cdn/?asset_id="
        + id
        + "&signature="
        + signature;
  }

  private record Held(Media media, Instant expiresAt) {}
}
