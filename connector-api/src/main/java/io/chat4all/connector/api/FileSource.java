package io.chat4all.connector.api;

import java.io.IOException;
import java.io.InputStream;

/// A file at a provider, opened.
///
/// @param mediaType such as `image/jpeg`; empty when the provider does not say
/// @param fileName empty when the provider does not say
public record FileSource(InputStream content, String mediaType, String fileName)
    implements AutoCloseable {

  @Override
  public void close() throws IOException {
    content.close();
  }
}
