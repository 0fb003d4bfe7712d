package io.chat4all.worker.inbound.event;

import io.chat4all.connector.api.FileSource;
import io.chat4all.connector.api.MediaLostException;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.InboundEvent.InboundContent.Media;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.message.CleanText;
import io.chat4all.worker.connector.Connection;
import io.chat4all.worker.connector.Connectors;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches files that came in from their provider, before their links end, and keeps them.
///
/// Thread-safe.
final class MediaKeeper {

  private static final Logger log = LoggerFactory.getLogger(MediaKeeper.class);
  private static final String ANY_TYPE = "application/octet-stream";
  private static final int MAX_NAME_BYTES = 255;

  private final Connectors connectors;
  private final ObjectStore files;
  private final long maxBytes;
  private final int fetches;

  MediaKeeper(Connectors connectors, ObjectStore files, long maxBytes, int fetches) {
    this.connectors = connectors;
    this.files = files;
    this.maxBytes = maxBytes;
    this.fetches = fetches;
  }

  /// What became of a file.
  sealed interface Kept {
    /// It is kept under this id.
    record File(String id) implements Kept {}

    /// It is gone, or too large; for the reader.
    record Lost(String why) implements Kept {}
  }

  /// Fetches and keeps a file; one that is kept already is not fetched again. Throws `ApiException`
  /// with `UNAVAILABLE` when a later try may succeed.
  ///
  /// @param attempt 1 for the first; after the last one that is allowed the file counts as lost
  Kept keep(ChannelAccountId account, String providerId, Media media, int attempt)
      throws InterruptedException {
    var id = InboundIds.file(account, providerId);
    if (files.find(id).isPresent()) {
      return new Kept.File(id);
    }
    if (media.size() > maxBytes) {
      return new Kept.Lost("too large");
    }
    var connection = connectors.find(account);
    try {
      if (connection.isEmpty()) {
        throw new IOException("the account is not connected");
      }
      return fetch(connection.get(), id, media);
    } catch (MediaLostException e) {
      log.warn("File lost: account={} reason={}", account, e.getMessage());
      return new Kept.Lost("no longer there");
    } catch (IOException e) {
      if (attempt < fetches) {
        throw new ApiException(ErrorCode.UNAVAILABLE, "file not fetched: " + e.getMessage());
      }
      log.error("File given up after {} attempts: account={}", attempt, account, e);
      return new Kept.Lost("could not be fetched");
    }
  }

  private Kept fetch(Connection connection, String id, Media media)
      throws IOException, InterruptedException {
    try (var source = connection.connector().fetch(media.reference())) {
      var _ = files.put(id, name(media, source), type(media, source), source.content(), maxBytes);
      return new Kept.File(id);
    } catch (ApiException e) {
      if (e.code() != ErrorCode.REQUEST_TOO_LARGE) {
        throw e;
      }
      return new Kept.Lost("too large");
    }
  }

  private static String name(Media media, FileSource source) {
    var name = media.fileName().isBlank() ? source.fileName() : media.fileName();
    return CleanText.cut(CleanText.of(name), MAX_NAME_BYTES);
  }

  private static String type(Media media, FileSource source) {
    return Optional.of(media.mediaType())
        .filter(type -> !type.isBlank())
        .or(() -> Optional.of(source.mediaType()).filter(type -> !type.isBlank()))
        .orElse(ANY_TYPE);
  }
}
