package io.chat4all.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.store.disk.DiskObjectStore;
import io.chat4all.store.jdbc.JdbcStores;
import io.chat4all.store.jdbc.SqliteConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Backups that are whole, and those that are not.
@Timeout(60)
class RestoreTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T03:04:05Z"), ZoneOffset.UTC);

  @TempDir private Path dir;
  private Path data;
  private Path archive;
  private Path target;

  @BeforeEach
  void backUp() throws IOException {
    data = Files.createDirectory(dir.resolve("data"));
    archive = dir.resolve("backups/one.zip");
    target = Files.createDirectory(dir.resolve("target"));
    JdbcStores.sqlite(data.resolve("store"), SqliteConfig.defaults()).close();
    try (var files = DiskObjectStore.open(data.resolve("files"), CLOCK)) {
      files.put("id", "a.txt", "text/plain", new ByteArrayInputStream(new byte[50_000]), 50_000);
    }
    Files.writeString(data.resolve("not-ours.txt"), "stays");
    new Backup(data, "0.1.0", CLOCK).to(archive);
  }

  private Manifest restore(boolean replace, boolean verify) {
    return new Restore(target, CLOCK).from(archive, replace, verify);
  }

  private void assertRefused(String... words) throws IOException {
    assertThatThrownBy(() -> restore(false, false))
        .isInstanceOf(BackupException.class)
        .message()
        .contains(words);
    assertThat(target).isEmptyDirectory();
  }

  @Test
  void whatIsRestoredIsWhatWasThere() throws IOException {
    var manifest = restore(false, true);

    assertThat(manifest.madeAt()).isEqualTo(CLOCK.instant());
    assertThat(manifest.counts()).containsEntry("files", 1L).containsEntry("messages", 0L);
    assertThat(target.resolve("not-ours.txt")).doesNotExist();
    assertThat(target.resolve(DataFiles.RESTORING)).doesNotExist();
    for (var file : manifest.files()) {
      assertThat(target.resolve(file.path())).hasSameBinaryContentAs(data.resolve(file.path()));
    }
    try (var files = DiskObjectStore.open(target.resolve("files"), CLOCK)) {
      assertThat(files.find("id")).isPresent();
    }
  }

  @Test
  void aBackupIsNotWrittenOverAnotherOneOrIntoItsOwnData() {
    assertThatThrownBy(() -> new Backup(data, "0.1.0", CLOCK).to(archive))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("is there already");
    assertThatThrownBy(() -> new Backup(data, "0.1.0", CLOCK).to(data.resolve("b.zip")))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("in the data directory");
    assertThatThrownBy(() -> new Backup(target, "0.1.0", CLOCK).to(dir.resolve("b.zip")))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("holds no data");
  }

  @Test
  void aTruncatedArchiveIsRefused() throws IOException {
    var bytes = Files.readAllBytes(archive);
    Files.write(archive, Arrays.copyOf(bytes, bytes.length / 2));

    assertRefused("is no whole backup");
  }

  @Test
  void aFlippedByteIsRefused() throws IOException {
    long at;
    try (var zip = new ZipFile(archive.toFile())) {
      at = zip.getEntry("store/messages.db").getCompressedSize() / 2;
    }
    var bytes = Files.readAllBytes(archive);
    int start = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("store/messages.db");
    bytes[start + (int) at] ^= 0x10;
    Files.write(archive, bytes);

    assertRefused("backup");
  }

  @Test
  void aNewerFormatIsRefused() throws IOException {
    write("{\"format\": 2, \"program\": \"9.0.0\"}");

    assertRefused("format 2", "9.0.0", "a newer Chat4All made it");
  }

  @Test
  void aManifestThatLeadsOutOfTheDirectoryIsRefused() throws IOException {
    for (var path : new String[] {"../evil", "/evil", "store/../../evil", "a\\\\b", ""}) {
      write(
          """
          {"format": 1, "program": "0.1.0", "made_at": "2026-11-21T00:00:00Z", "counts": {},
           "schemas": {}, "files": [{"path": "%s", "size": 1, "sha256": "00"}]}\
          """
              .formatted(path));

      assertRefused("below the data directory");
    }
    write("no manifest at all {{{");
    assertRefused("cannot be read");
  }

  private void write(String manifest) throws IOException {
    try (OutputStream out = Files.newOutputStream(archive);
        var zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("manifest.json"));
      zip.write(manifest.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
  }

  @Test
  void whatIsNoBackupIsRefused() throws IOException {
    Files.writeString(archive, "something else");
    assertRefused("is no whole backup");

    Files.delete(archive);
    assertRefused("one.zip");
  }

  @Test
  void aDirectoryThatIsNotEmptyIsLeftAloneUnlessToldAndThenPutAside() throws IOException {
    Files.writeString(target.resolve("mine"), "precious");
    assertThatThrownBy(() -> restore(false, false))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("is not empty, it holds mine");

    restore(true, true);
    restore(true, false);

    assertThat(target.resolve("store/messages.db")).exists();
    try (var all = Files.walk(target)) {
      assertThat(all.filter(it -> it.endsWith("mine"))).hasSize(1);
    }
  }

  @Test
  void countsThatDoNotAgreeAreFoundByVerify() throws IOException {
    Manifest manifest;
    try (var zip = new ZipFile(archive.toFile())) {
      manifest =
          Manifest.read(
              new String(
                  zip.getInputStream(zip.getEntry("manifest.json")).readAllBytes(),
                  StandardCharsets.UTF_8));
    }
    Files.delete(archive);
    var counts = new TreeMap<>(manifest.counts());
    counts.put("messages", 7L);
    Archive.write(
        archive,
        data,
        new DataFiles(data).list(),
        new Archive.Facts("0.1.0", CLOCK.instant(), counts, manifest.schemas()));

    assertThatThrownBy(() -> restore(false, true))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("messages: 0 (expected: 7)");
    assertThat(target).isEmptyDirectory();
    restore(false, false);
  }
}
