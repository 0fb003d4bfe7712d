package io.chat4all.server.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/// Copies a data directory, which the caller has locked, into one file.
public final class Backup {

  private final Path dir;
  private final String program;
  private final Clock clock;

  public Backup(Path dir, String program, Clock clock) {
    this.dir = dir;
    this.program = program;
    this.clock = clock;
  }

  /// Writes the file, which must not be there yet; what is half written is gone when it throws
  /// [BackupException].
  public Manifest to(Path target) {
    if (target.toAbsolutePath().normalize().startsWith(dir.toAbsolutePath().normalize())) {
      throw new BackupException(
          "--to: %s is in the data directory (expected: elsewhere)".formatted(target));
    }
    var data = new DataFiles(dir);
    if (!data.isThere()) {
      throw new BackupException(
          "data-dir: %s holds no data (expected: where a server ran)".formatted(dir));
    }
    try {
      var contents = data.contents(false);
      if (!contents.faults().isEmpty()) {
        throw new BackupException(
            "the data directory %s is not whole: %s"
                .formatted(dir, String.join("; ", contents.faults())));
      }
      Files.createDirectories(Archive.parent(target));
      var facts =
          new Archive.Facts(
              program,
              clock.instant().truncatedTo(ChronoUnit.SECONDS),
              contents.counts(),
              contents.schemas());
      return Archive.write(target, dir, data.list(), facts);
    } catch (IllegalStateException e) {
      throw new BackupException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new BackupException(
          "--to: %s cannot be written: %s".formatted(target, e.getMessage()), e);
    }
  }
}
