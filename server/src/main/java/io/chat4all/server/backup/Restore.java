package io.chat4all.server.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipException;

/// Puts a backup into a data directory, which the caller has locked.
///
/// Everything is written into a folder of the directory and compared with the manifest there; only
/// what is whole takes its place. Until then, and when it throws [BackupException], the directory
/// is as it was.
public final class Restore {

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Path dir;
  private final Clock clock;

  public Restore(Path dir, Clock clock) {
    this.dir = dir;
    this.clock = clock;
  }

  /// Whether a restore into a directory was cut off.
  public static boolean isUnfinished(Path dir) {
    return Files.exists(dir.resolve(DataFiles.RESTORING));
  }

  /// Puts all of it in place, or nothing.
  ///
  /// @param replace whether data that is there is put aside; otherwise it is a reason to refuse
  /// @param verify whether the data is opened and read before it takes its place
  public Manifest from(Path archive, boolean replace, boolean verify) {
    try {
      var manifest = Archive.manifest(archive);
      requireRoom(manifest);
      var there = there();
      if (!there.isEmpty() && !replace) {
        throw new BackupException(
            "data-dir: %s is not empty, it holds %s (expected: an empty one, or --replace, which puts aside what is there)"
                .formatted(dir, dir.relativize(there.getFirst())));
      }
      var into = dir.resolve(DataFiles.RESTORING);
      delete(into);
      Files.createDirectories(into);
      try {
        Archive.extract(archive, manifest, into);
        if (verify) {
          verify(manifest, into);
        }
      } catch (IOException | RuntimeException e) {
        delete(into);
        throw e;
      }
      // From here on a folder that stays says that this was cut off.
      takePlace(into, there);
      delete(into);
      return manifest;
    } catch (ZipException e) {
      throw new BackupException(
          "--from: %s is no whole backup: %s".formatted(archive, e.getMessage()), e);
    } catch (IOException e) {
      throw new BackupException(
          "--from: %s cannot be put into %s: %s".formatted(archive, dir, e), e);
    }
  }

  private void requireRoom(Manifest manifest) throws IOException {
    long room = Files.getFileStore(dir).getUsableSpace();
    if (room < manifest.size()) {
      throw new BackupException(
          "data-dir: %s has room for %d MiB (expected: %d MiB)"
              .formatted(dir, room >> 20, (manifest.size() >> 20) + 1));
    }
  }

  /// What is there beside our lock and what restores leave.
  private List<Path> there() throws IOException {
    try (var files = Files.list(dir)) {
      return files
          .filter(it -> {
            var name = String.valueOf(it.getFileName());
            return !name.equals("lock")
                && !name.equals(DataFiles.RESTORING)
                && !name.startsWith(DataFiles.REPLACED);
          })
          .sorted()
          .toList();
    }
  }

  private static void verify(Manifest manifest, Path restored) {
    DataFiles.Contents contents;
    try {
      contents = new DataFiles(restored).contents(true);
    } catch (IllegalStateException e) {
      throw new BackupException("the backup is damaged: " + e.getMessage(), e);
    }
    var faults = new ArrayList<>(contents.faults());
    manifest
        .counts()
        .forEach((name, expected) -> {
          var found = contents.counts().get(name);
          if (!expected.equals(found)) {
            faults.add("%s: %s (expected: %d)".formatted(name, found, expected));
          }
        });
    if (!faults.isEmpty()) {
      throw new BackupException("the backup is not whole: " + String.join("; ", faults));
    }
  }

  private void takePlace(Path restored, List<Path> there) throws IOException {
    if (!there.isEmpty()) {
      var aside = Files.createDirectory(aside());
      for (var old : there) {
        Files.move(old, aside.resolve(dir.relativize(old)), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    try (var files = Files.list(restored)) {
      for (var file : files.toList()) {
        Files.move(file, dir.resolve(restored.relativize(file)), StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private Path aside() {
    var name = DataFiles.REPLACED + SECOND.format(clock.instant());
    var aside = dir.resolve(name);
    for (int number = 2; Files.exists(aside); number++) {
      aside = dir.resolve(name + "-" + number);
    }
    return aside;
  }

  private static void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      try (var all = Files.walk(path)) {
        for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
