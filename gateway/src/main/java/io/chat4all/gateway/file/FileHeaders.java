package io.chat4all.gateway.file;

import com.linecorp.armeria.common.ContentDisposition;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.chat4all.core.file.StoredFile;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/// The headers of a file's answer. What people send is never trusted: a browser shows only
/// pictures, sound and film of well-known types, and runs nothing of it. Thread-safe.
final class FileHeaders {

  private static final Set<MediaType> SHOWN =
      Set.of(
          MediaType.JPEG,
          MediaType.PNG,
          MediaType.GIF,
          MediaType.WEBP,
          MediaType.MP4_VIDEO,
          MediaType.WEBM_VIDEO,
          MediaType.create("video", "3gpp"),
          MediaType.create("audio", "mpeg"),
          MediaType.create("audio", "mp4"),
          MediaType.create("audio", "aac"),
          MediaType.create("audio", "amr"),
          MediaType.create("audio", "ogg"));

  private FileHeaders() {}

  static ResponseHeaders of(StoredFile file, Optional<ByteRange> range) {
    var type = type(file.mediaType());
    var headers =
        ResponseHeaders.builder(range.isPresent() ? HttpStatus.PARTIAL_CONTENT : HttpStatus.OK)
            .contentType(type)
            .contentLength(range.map(ByteRange::length).orElse(file.size()))
            .set(HttpHeaderNames.CONTENT_DISPOSITION, disposition(file, type))
            .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
            .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")
            .set(HttpHeaderNames.CACHE_CONTROL, "private, max-age=3600, no-transform")
            .set(HttpHeaderNames.ACCEPT_RANGES, "bytes")
            .set(HttpHeaderNames.ETAG, '"' + file.sha256() + '"');
    range.ifPresent(part -> headers.set(HttpHeaderNames.CONTENT_RANGE, part.of(file.size())));
    return headers.build();
  }

  private static MediaType type(String text) {
    try {
      var type = MediaType.parse(text);
      return type.hasWildcard() ? MediaType.OCTET_STREAM : type;
    } catch (IllegalArgumentException _) {
      return MediaType.OCTET_STREAM;
    }
  }

  private static String disposition(StoredFile file, MediaType type) {
    boolean shown = SHOWN.contains(type.withoutParameters());
    var disposition = ContentDisposition.builder(shown ? "inline" : "attachment");
    if (!file.name().isBlank()) {
      disposition.filename(file.name(), StandardCharsets.UTF_8);
    }
    return disposition.build().asHeaderValue();
  }
}
