package io.chat4all.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chat4all.core.file.StoredFile;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// What is known of a file, as an object of its own beside its content: one line in the form of a
/// query string.
///
/// @param content the name of the object with the content
record About(StoredFile file, String content) {

  private static final String VERSION = "1";

  byte[] write() {
    var fields = new LinkedHashMap<String, String>();
    fields.put("version", VERSION);
    fields.put("id", file.id());
    fields.put("name", file.name());
    fields.put("media_type", file.mediaType());
    fields.put("size", Long.toString(file.size()));
    fields.put("sha256", file.sha256());
    fields.put("created_at", file.createdAt().toString());
    fields.put("content", content);
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
        .collect(Collectors.joining("&"))
        .getBytes(UTF_8);
  }

  static About read(byte[] bytes) throws IOException {
    var fields = new HashMap<String, String>();
    try {
      for (var field : new String(bytes, UTF_8).split("&", -1)) {
        int end = field.indexOf('=');
        if (end > 0) {
          fields.put(field.substring(0, end), URLDecoder.decode(field.substring(end + 1), UTF_8));
        }
      }
      var version = require(fields, "version");
      if (!version.equals(VERSION)) {
        throw new IOException(
            "file: version %s (expected: %s): a newer Chat4All wrote it"
                .formatted(version, VERSION));
      }
      return new About(
          new StoredFile(
              require(fields, "id"),
              require(fields, "name"),
              require(fields, "media_type"),
              Long.parseLong(require(fields, "size")),
              require(fields, "sha256"),
              Instant.parse(require(fields, "created_at"))),
          require(fields, "content"));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException("file: what is known of it is damaged", e);
    }
  }

  private static String require(Map<String, String> fields, String name) throws IOException {
    var value = fields.get(name);
    if (value == null) {
      throw new IOException("file: what is known of it is damaged: no " + name);
    }
    return value;
  }
}
