package io.chat4all.cluster.engine;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Writes files that only their owner may read.
public final class PrivateFiles {

  private PrivateFiles() {}

  /// Puts this text into the file, at no moment readable by others, and all of it or nothing.
  public static void write(Path file, String text) {
    var next = file.resolveSibling(file.getFileName() + ".new");
    var mode = PosixFilePermissions.fromString("rw-------");
    try {
      Files.createDirectories(requireNonNull(file.toAbsolutePath().getParent()));
      Files.deleteIfExists(next);
      Files.createFile(next, PosixFilePermissions.asFileAttribute(mode));
      Files.writeString(next, text);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
