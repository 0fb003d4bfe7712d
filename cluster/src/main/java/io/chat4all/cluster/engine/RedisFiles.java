package io.chat4all.cluster.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// A real Redis: its program, and the settings of one that keeps nothing over a restart, since
/// nothing in it is worth it.
///
/// @param program `redis-server`
/// @param directory where it runs
public record RedisFiles(Path program, Path directory) {

  /// Writes the settings, and lets the program be run; the password has no spaces.
  public void prepare(int port, String password) {
    try {
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(program + " cannot be run", e);
    }
    PrivateFiles.write(
        settings(),
        """
        # Written by `chat4all cluster up`.
        bind 127.0.0.1
        port %1$d
        requirepass %2$s
        save ""
        appendonly no
        maxmemory 64mb
        maxmemory-policy volatile-lru
        dir %3$s
        """
            .formatted(port, password, directory));
  }

  /// How to start it.
  public List<String> command() {
    return List.of(program.toString(), settings().toString());
  }

  private Path settings() {
    return directory.resolve("redis.conf");
  }
}
