package io.chat4all.connectors.email;

import io.chat4all.connector.api.FileContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// A file of some text.
record TextFile(String name, String mediaType, String text, boolean broken) implements FileContent {

  static TextFile of(String name, String mediaType, String text) {
    return new TextFile(name, mediaType, text, false);
  }

  @Override
  public long size() {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public InputStream open() throws IOException {
    if (broken) {
      throw new IOException("the store is away");
    }
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public URI link() {
    return URI.create("http://127.0.0.1/" + name);
  }
}
