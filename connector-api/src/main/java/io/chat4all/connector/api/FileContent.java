package io.chat4all.connector.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/// A file's content, to be read as a stream or fetched by the provider from a link. Thread-safe.
public interface FileContent {

  /// Its name; never empty.
  String name();

  /// Such as `image/jpeg`.
  String mediaType();

  /// In bytes.
  long size();

  /// Opens it; the caller closes the stream. May be called again.
  InputStream open() throws IOException;

  /// A link under which the provider can fetch it for an hour.
  URI link();
}
