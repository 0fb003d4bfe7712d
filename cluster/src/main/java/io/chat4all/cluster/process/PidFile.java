package io.chat4all.cluster.process;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Remembers which process runs, for other processes too: its pid and when it started, so that a
/// pid that the kernel gave to another process since is not taken for it.
///
/// Thread-safe.
public final class PidFile {

  private final Path file;

  public PidFile(Path file) {
    this.file = file;
  }

  /// Remembers this process. Nothing is written when it has ended already.
  public void write(long pid) {
    ProcessTable.find(pid).ifPresent(this::write);
  }

  private void write(ProcessTable.Entry process) {
    try {
      Files.createDirectories(requireNonNull(file.toAbsolutePath().getParent()));
      var next = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(next, process.pid() + " " + process.startTicks() + "\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The process that was remembered, if it still runs.
  public Optional<ProcessTable.Entry> running() {
    String[] words;
    try {
      words = Files.readString(file).strip().split(" ", -1);
    } catch (IOException _) {
      return Optional.empty();
    }
    try {
      long startTicks = Long.parseLong(words[1]);
      return ProcessTable.find(Long.parseLong(words[0]))
          .filter(process -> process.startTicks() == startTicks);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }
}
