package io.chat4all.server;

import io.chat4all.core.identity.Secret;
import io.chat4all.server.backup.Restore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The directory of the embedded engines: one process at a time, and either a demo's or a server's.
final class DataDirectory implements AutoCloseable {

  private static final String DEMO_MARK = "demo";

  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// Takes the directory, making it when it is not there.
  static DataDirectory take(Path path, boolean demo) {
    var directory = takeAny(path);
    try {
      if (Restore.isUnfinished(path)) {
        throw new ConfigException(
            "data-dir: a restore into %s was cut off (expected: `chat4all restore --replace` again)"
                .formatted(path));
      }
      directory.requireKind(demo);
      return directory;
    } catch (IOException e) {
      directory.close();
      throw unusable(path, e);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /// Takes the directory whatever is in it, making it when it is not there.
  static DataDirectory takeAny(Path path) {
    try {
      Files.createDirectories(path);
      var channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var directory = new DataDirectory(path, channel);
      try {
        directory.lock();
        return directory;
      } catch (RuntimeException | IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  private static ConfigException unusable(Path path, IOException e) {
    return new ConfigException("data-dir: %s cannot be used: %s".formatted(path, e));
  }

  Path log() {
    return path.resolve("log");
  }

  Path files() {
    return path.resolve("files");
  }

  Path plugins() {
    return path.resolve("plugins");
  }

  Path store() {
    return storeOf(path);
  }

  static Path storeOf(Path path) {
    return path.resolve("store");
  }

  /// The secret of a demo: made once, kept beside the data.
  Secret demoSecret() {
    var file = path.resolve("secret.key");
    try {
      if (!Files.exists(file)) {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(bytes));
      }
      return new Secret(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void lock() throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new ConfigException("data-dir: %s is in use by another process".formatted(path));
    }
  }

  private void requireKind(boolean demo) throws IOException {
    var mark = path.resolve(DEMO_MARK);
    boolean used = Files.exists(store());
    if (demo && !Files.exists(mark)) {
      if (used) {
        throw new ConfigException(
            "data-dir: %s belongs to a server: a demo would put known passwords into it"
                .formatted(path));
      }
      Files.createFile(mark);
    }
    if (!demo && Files.exists(mark)) {
      throw new ConfigException(
          "data-dir: %s belongs to a demo, whose passwords everyone knows".formatted(path));
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
