package io.chat4all.store.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Keeps a directory to one process at a time.
final class DirectoryLock implements AutoCloseable {

  private final FileChannel file;

  private DirectoryLock(FileChannel file) {
    this.file = file;
  }

  /// Locks a directory, made if it is missing; throws `IllegalStateException` when another has it.
  static DirectoryLock of(Path dir) {
    try {
      Files.createDirectories(dir);
      var file =
          FileChannel.open(
              dir.resolve("stores.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(file)) {
        file.close();
        throw new IllegalStateException(
            "data directory %s: in use by another process (expected: one at a time)"
                .formatted(dir));
      }
      return new DirectoryLock(file);
    } catch (IOException e) {
      throw new UncheckedIOException("data directory %s: cannot be used".formatted(dir), e);
    }
  }

  private static boolean isLocked(FileChannel file) throws IOException {
    try {
      return file.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("lock of the data directory: cannot be given back", e);
    }
  }
}
