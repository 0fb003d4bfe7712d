package io.chat4all.worker.delivery.part;

import io.chat4all.connector.api.FileContent;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.file.FileLinks;
import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.file.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;

/// A file of the object store, as connectors take it. Thread-safe.
public final class StoredContent implements FileContent {

  private static final Duration LINK_LIFETIME = Duration.ofHours(1);

  private final StoredFile file;
  private final ObjectStore store;
  private final FileLinks links;

  /// A file that is kept in this store.
  public StoredContent(StoredFile file, ObjectStore store, FileLinks links) {
    this.file = file;
    this.store = store;
    this.links = links;
  }

  @Override
  public String name() {
    return file.name().isBlank() ? file.id() : file.name();
  }

  @Override
  public String mediaType() {
    return file.mediaType();
  }

  @Override
  public long size() {
    return file.size();
  }

  @Override
  public InputStream open() throws IOException {
    try {
      return store.open(file.id());
    } catch (ApiException e) {
      throw new IOException("file cannot be opened: " + e.detail(), e);
    }
  }

  @Override
  public URI link() {
    return links.link(file.id(), LINK_LIFETIME);
  }
}
