package io.chat4all.cli;

import io.chat4all.client.TokenStore;
import io.chat4all.client.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// The sign-in of this person on this machine: server, user and tokens in one file that only its
/// owner can read.
///
/// A renewal holds a lock on a file next to it, so that several commands at once renew one after
/// the other: a refresh token that is used twice would sign all of them out. Thread-safe.
final class SignInFile implements TokenStore {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path dir;
  private final Path file;
  private final ReentrantLock lock = new ReentrantLock();

  SignInFile(Path dir) {
    this.dir = dir;
    this.file = dir.resolve("credentials.properties");
  }

  /// The server; empty when nobody is signed in.
  String url() {
    return load().getProperty("url", "");
  }

  /// Who is signed in, or empty.
  String userId() {
    return load().getProperty("user_id", "");
  }

  /// Keeps a new sign-in in place of the old one.
  void signedIn(String url, String userId, Tokens tokens) {
    exclusively(_ -> {
      var properties = new Properties();
      properties.setProperty("url", url);
      properties.setProperty("user_id", userId);
      return with(properties, tokens);
    });
  }

  /// Forgets the sign-in.
  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Tokens read() {
    return tokens(load());
  }

  @Override
  public Tokens update(UnaryOperator<Tokens> renewal) {
    return tokens(
        exclusively(stored -> {
          var before = tokens(stored);
          var after = renewal.apply(before);
          return after.equals(before) ? stored : with(stored, after);
        }));
  }

  private Properties exclusively(UnaryOperator<Properties> change) {
    lock.lock();
    try {
      Files.createDirectories(dir, POSIX ? access("rwx------") : noAccess());
      try (var channel =
              FileChannel.open(
                  dir.resolve("credentials.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          var _ = channel.lock()) {
        var stored = load();
        var changed = change.apply(stored);
        if (!changed.equals(stored)) {
          save(changed);
        }
        return changed;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use " + file + ": " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  private Properties load() {
    var properties = new Properties();
    if (Files.exists(file)) {
      try (var reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
      }
    }
    return properties;
  }

  private void save(Properties properties) throws IOException {
    var fresh =
        Files.createTempFile(dir, "credentials", ".tmp", POSIX ? access("rw-------") : noAccess());
    try (var writer = Files.newBufferedWriter(fresh)) {
      properties.store(writer, "Signed in by chat4all login");
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Properties with(Properties properties, Tokens tokens) {
    var changed = new Properties();
    changed.putAll(properties);
    changed.setProperty("access_token", tokens.accessToken());
    changed.setProperty("expires_at", tokens.expiresAt().toString());
    changed.setProperty("renew_at", tokens.renewAt().toString());
    changed.setProperty("refresh_token", tokens.refreshToken());
    return changed;
  }

  private static Tokens tokens(Properties properties) {
    return new Tokens(
        properties.getProperty("access_token", ""),
        Instant.parse(properties.getProperty("expires_at", "1970-01-01T00:00:00Z")),
        Instant.parse(properties.getProperty("renew_at", "1970-01-01T00:00:00Z")),
        properties.getProperty("refresh_token", ""));
  }

  private static FileAttribute<?>[] access(String permissions) {
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }

  private static FileAttribute<?>[] noAccess() {
    return new FileAttribute<?>[0];
  }
}
