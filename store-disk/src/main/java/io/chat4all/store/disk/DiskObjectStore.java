package io.chat4all.store.disk;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.file.StoredFile;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Files in one directory of this machine.
///
/// Each file is a folder of its own, `objects/ab/cdef…`, named by the hash of its id, so that no id
/// means anything to the file system; it holds the content and what is known of it. A folder is
/// filled in `incoming` and renamed when all of it is on disk: a file is there whole or not at all,
/// also after a loss of power. What a dead process left in `incoming` goes at the next opening.
///
/// One process at a time: the directory is locked while open. After [#close] every call throws
/// `UNAVAILABLE`; streams that were opened before may be read on. Thread-safe.
public final class DiskObjectStore implements ObjectStore, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DiskObjectStore.class);

  private final Path objects;
  private final Path incoming;
  private final FileChannel lockFile;
  private final Clock clock;

  /// Opens the store of a directory, making what is missing.
  ///
  /// Throws `IllegalStateException` when another process has it open.
  public static DiskObjectStore open(Path dir, Clock clock) {
    try {
      Files.createDirectories(dir);
      var lockFile =
          FileChannel.open(
              dir.resolve("files.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(lockFile)) {
        lockFile.close();
        throw new IllegalStateException(
            "file directory %s: in use by another process (expected: one at a time)"
                .formatted(dir));
      }
      return new DiskObjectStore(dir, lockFile, clock);
    } catch (IOException e) {
      throw new UncheckedIOException("file directory %s: cannot be used".formatted(dir), e);
    }
  }

  private static boolean isLocked(FileChannel file) throws IOException {
    try {
      return file.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  private DiskObjectStore(Path dir, FileChannel lockFile, Clock clock) throws IOException {
    this.lockFile = lockFile;
    this.clock = clock;
    try {
      objects = Files.createDirectories(dir.resolve("objects"));
      incoming = Files.createDirectories(dir.resolve("incoming"));
      Folders.sync(dir);
      removeLeftovers();
    } catch (IOException e) {
      lockFile.close();
      throw e;
    }
  }

  /// What a directory of files holds.
  ///
  /// @param files how many are there
  /// @param faults what is wrong; empty when nothing is
  public record Inspection(long files, List<String> faults) {}

  /// Looks into a directory; nothing is changed.
  ///
  /// @param thoroughly whether each content is read and compared with its hash
  public static Inspection inspect(Path dir, boolean thoroughly) {
    var objects = dir.resolve("objects");
    if (!Files.isDirectory(objects)) {
      return new Inspection(0, List.of());
    }
    var faults = new ArrayList<String>();
    long files = 0;
    try (var folders = Files.find(objects, 2, (it, about) -> about.isDirectory())) {
      for (var folder : (Iterable<Path>) folders::iterator) {
        if (folder.getNameCount() == objects.getNameCount() + 2) {
          files++;
          if (thoroughly) {
            compare(folder).ifPresent(faults::add);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("file directory %s: cannot be read".formatted(dir), e);
    }
    return new Inspection(files, faults);
  }

  private static Optional<String> compare(Path folder) {
    var shown = folder.getFileName();
    try {
      var about = About.read(folder);
      if (about.isEmpty()) {
        return Optional.of("file %s: nothing is known of it".formatted(shown));
      }
      var content = Content.measure(folder);
      boolean isSame =
          content.sha256().equals(about.get().sha256()) && content.size() == about.get().size();
      return isSame
          ? Optional.empty()
          : Optional.of("file %s: its content is not what was put".formatted(shown));
    } catch (IOException e) {
      return Optional.of("file %s: cannot be read: %s".formatted(shown, e.getMessage()));
    }
  }

  private void removeLeftovers() throws IOException {
    try (var leftovers = Files.list(incoming)) {
      for (var leftover : leftovers.toList()) {
        Folders.delete(leftover);
      }
    }
  }

  @Override
  public StoredFile put(
      String id, String name, String mediaType, InputStream content, long maxBytes)
      throws IOException {
    if (!StoredFile.isValidId(id)) {
      throw new IllegalArgumentException("file id: '%s'".formatted(id));
    }
    var first = find(id);
    if (first.isPresent()) {
      return first.get();
    }
    var folder = incoming.resolve(UUID.randomUUID().toString());
    var source = new Source(content);
    try {
      Files.createDirectory(folder);
      var written = Content.write(folder, source, maxBytes);
      var file =
          new StoredFile(
              id,
              name,
              mediaType,
              written.size(),
              written.sha256(),
              clock.instant().truncatedTo(ChronoUnit.MICROS));
      About.write(folder, file);
      Folders.sync(folder);
      return publish(folder, file);
    } catch (IOException e) {
      if (source.hasFailed()) {
        throw e;
      }
      throw unavailable(e);
    } finally {
      discard(folder);
    }
  }

  /// Of several at once the first one's rename counts: a folder that is not empty is not replaced.
  private StoredFile publish(Path folder, StoredFile file) throws IOException {
    var place = place(file.id());
    var parent = place.resolveSibling("");
    if (Files.notExists(parent)) {
      Files.createDirectories(parent);
      Folders.sync(objects);
    }
    try {
      Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      var first = About.read(place);
      if (first.isPresent()) {
        return first.get();
      }
      throw e;
    }
    Folders.sync(parent);
    return file;
  }

  private Path place(String id) {
    var hash =
        HexFormat.of().formatHex(Content.digest().digest(id.getBytes(StandardCharsets.UTF_8)));
    return objects.resolve(hash.substring(0, 2)).resolve(hash.substring(2));
  }

  private static void discard(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      log.warn("Leftover of a file stays until the next start", e);
    }
  }

  @Override
  public Optional<StoredFile> find(String id) {
    checkOpen();
    if (!StoredFile.isValidId(id)) {
      return Optional.empty();
    }
    try {
      return About.read(place(id));
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public InputStream open(String id) {
    checkOpen();
    if (!StoredFile.isValidId(id)) {
      throw ApiException.notFound("file");
    }
    try {
      return Content.read(place(id));
    } catch (NoSuchFileException _) {
      throw ApiException.notFound("file");
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public boolean delete(String id) {
    checkOpen();
    if (!StoredFile.isValidId(id)) {
      return false;
    }
    var place = place(id);
    var folder = incoming.resolve(UUID.randomUUID().toString());
    try {
      Files.move(place, folder, StandardCopyOption.ATOMIC_MOVE);
      Folders.sync(place.resolveSibling(""));
    } catch (NoSuchFileException _) {
      return false;
    } catch (IOException e) {
      throw unavailable(e);
    }
    discard(folder);
    return true;
  }

  private void checkOpen() {
    if (!lockFile.isOpen()) {
      throw new ApiException(ErrorCode.UNAVAILABLE, "the file store is closed");
    }
  }

  private static ApiException unavailable(IOException e) {
    log.error("File store does not answer", e);
    return new ApiException(
        ErrorCode.UNAVAILABLE, "the file store does not answer, try again later");
  }

  /// Gives the directory free. Closing again does nothing.
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException("lock of the file directory: cannot be given back", e);
    }
  }

  /// Tells whose fault a failure is: the content's, or ours.
  private static final class Source extends FilterInputStream {
    private boolean failed;

    Source(InputStream content) {
      super(content);
    }

    boolean hasFailed() {
      return failed;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        return super.read(buffer, offset, length);
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }
  }
}
