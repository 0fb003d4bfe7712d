package io.chat4all.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the JDK lacks for folders.
final class Folders {

  private static final Logger log = LoggerFactory.getLogger(Folders.class);

  /// Makes sure that the names in a folder survive a loss of power, where the system can.
  static void sync(Path folder) {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      log.debug("Folder is not synced: this system cannot", e);
    }
  }

  /// Deletes a file, or a folder of files; nothing when there is none.
  static void delete(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      try (var files = Files.list(path)) {
        for (var file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
    Files.deleteIfExists(path);
  }

  private Folders() {}
}
