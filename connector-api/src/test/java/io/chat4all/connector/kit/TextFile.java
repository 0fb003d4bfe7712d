package io.chat4all.connector.kit;

import io.chat4all.connector.api.FileContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// A small file to send.
///
/// @param readable whether it can be opened
public record TextFile(String name, String mediaType, String content, boolean readable)
    implements FileContent {

  @Override
  public long size() {
    return content.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public InputStream open() throws IOException {
    if (!readable) {
      throw new IOException("cannot be read");
    }
    return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public URI link() {
    return URI.create("https://files.example/" + name);
  }
}
