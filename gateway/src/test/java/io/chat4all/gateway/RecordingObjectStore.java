package io.chat4all.gateway;

import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.file.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Tells what became of every put. Thread-safe.
final class RecordingObjectStore implements ObjectStore {

  private final ObjectStore store;
  private final BlockingQueue<Boolean> puts = new LinkedBlockingQueue<>();

  RecordingObjectStore(ObjectStore store) {
    this.store = store;
  }

  /// Whether each put kept its file, in the order in which they ended.
  BlockingQueue<Boolean> puts() {
    return puts;
  }

  @Override
  public StoredFile put(
      String id, String name, String mediaType, InputStream content, long maxBytes)
      throws IOException {
    boolean kept = false;
    try {
      var file = store.put(id, name, mediaType, content, maxBytes);
      kept = true;
      return file;
    } finally {
      puts.add(kept);
    }
  }

  @Override
  public Optional<StoredFile> find(String id) {
    return store.find(id);
  }

  @Override
  public InputStream open(String id) {
    return store.open(id);
  }

  @Override
  public boolean delete(String id) {
    return store.delete(id);
  }
}
