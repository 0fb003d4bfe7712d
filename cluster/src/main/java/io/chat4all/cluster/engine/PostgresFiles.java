package io.chat4all.cluster.engine;

import static java.util.Objects.requireNonNull;

import io.chat4all.cluster.process.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;

/// A real PostgreSQL out of the jar of its binaries (`io.zonky.test.postgres`), unpacked beside the
/// jar once, and its data directory.
///
/// It refuses to run as root; then it runs in a user namespace of its own, in which it is nobody.
///
/// @param jar the binaries
/// @param data the data directory
public record PostgresFiles(Path jar, Path data) {

  /// The superuser, and the name of the database.
  public static final String USER = "chat4all";

  private static final String ARCHIVE = "postgres-linux-x86_64.txz";

  /// Unpacks the programs and makes the data directory and the database, where they are missing.
  public void prepare(String password) {
    unpackIfMissing();
    if (Files.exists(data.resolve("PG_VERSION"))) {
      return;
    }
    var passwordFile = data.resolveSibling("password");
    try {
      var parts = data.resolveSibling("data.new");
      Directories.delete(parts);
      PrivateFiles.write(passwordFile, password + "\n");
      initialize(parts, passwordFile);
      Files.move(parts, data, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      passwordFile.toFile().delete();
    }
  }

  private void initialize(Path directory, Path passwordFile) {
    run(
        List.of(
            program("initdb"),
            "--pgdata=" + directory,
            "--username=" + USER,
            "--pwfile=" + passwordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync"),
        "");
    run(
        List.of(program("postgres"), "--single", "-D", directory.toString(), "template1"),
        "CREATE DATABASE " + USER + "\n");
  }

  /// How to start it.
  public List<String> command(int port) {
    var command =
        new ArrayList<>(
            List.of(program("postgres"), "-D", data.toString(), "-p", Integer.toString(port)));
    var settings =
        List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=200",
            "shared_buffers=128MB",
            "max_wal_size=512MB",
            "fsync=on",
            "synchronous_commit=on",
            "log_min_messages=warning",
            "log_timezone=UTC");
    settings.forEach(setting -> command.addAll(List.of("-c", setting)));
    return asSomebody(command);
  }

  private void unpackIfMissing() {
    var home = home();
    if (Files.isDirectory(home)) {
      return;
    }
    try (var zip = new ZipFile(jar.toFile())) {
      var parts = Files.createTempDirectory(requireNonNull(home.getParent()), "unpacking");
      try (var archive = zip.getInputStream(zip.getEntry(ARCHIVE))) {
        TarXz.unpack(archive, parts);
      }
      try {
        Files.move(parts, home, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException | DirectoryNotEmptyException _) {
        // Another process was faster.
        Directories.delete(parts);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL cannot be unpacked from " + jar, e);
    }
  }

  private Path home() {
    var name = requireNonNull(jar.getFileName()).toString();
    return jar.resolveSibling(name.substring(0, name.length() - ".jar".length()));
  }

  private String program(String name) {
    return home().resolve("bin").resolve(name).toString();
  }

  private static void run(List<String> command, String input) {
    Tools.run(asSomebody(command), Map.of("LC_ALL", "C", "TZ", "UTC"), input);
  }

  private static List<String> asSomebody(List<String> command) {
    if (!"root".equals(System.getProperty("user.name"))) {
      return command;
    }
    var unshare =
        Tools.find("unshare")
            .orElseThrow(() ->
                new IllegalStateException(
                    "PostgreSQL does not run as root, and `unshare` is not installed"
                        + " (Debian: util-linux)"));
    var line = new ArrayList<>(List.of(unshare.toString(), "--user"));
    line.addAll(command);
    return List.copyOf(line);
  }
}
