package io.chat4all.server.backup;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// The file of a backup: a zip of the data directory's files, with the manifest as last entry.
///
/// It is written beside its place under another name and renamed when all of it is on disk, so that
/// no half of one is ever taken for a whole one. Only its owner may read it.
final class Archive {

  private static final int BUFFER = 128 * 1024;
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private Archive() {}

  /// What the manifest says beside the files.
  record Facts(
      String program, Instant madeAt, Map<String, Long> counts, Map<String, Integer> schemas) {}

  /// Writes the files of a directory, given as paths below it.
  static Manifest write(Path target, Path dir, List<Path> files, Facts facts) throws IOException {
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target + " is there already");
    }
    var part = target.resolveSibling(target.getFileName() + ".part");
    Files.deleteIfExists(part);
    try {
      Manifest manifest;
      try (var channel = FileChannel.open(part, NEW, OWNER_ONLY)) {
        var out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        var zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        zip.setLevel(Deflater.BEST_SPEED);
        manifest = write(zip, dir, files, facts);
        zip.finish();
        out.flush();
        channel.force(true);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      return manifest;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static Manifest write(ZipOutputStream zip, Path dir, List<Path> files, Facts facts)
      throws IOException {
    var entries = new ArrayList<Manifest.Entry>();
    for (var file : files) {
      var name = file.toString().replace(file.getFileSystem().getSeparator(), "/");
      zip.putNextEntry(new ZipEntry(name));
      try (var in = Files.newInputStream(dir.resolve(file))) {
        entries.add(copy(name, in, zip));
      }
      zip.closeEntry();
    }
    var manifest =
        new Manifest(facts.program(), facts.madeAt(), facts.counts(), facts.schemas(), entries);
    zip.putNextEntry(new ZipEntry(Manifest.NAME));
    zip.write(manifest.write().getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
    return manifest;
  }

  private static Manifest.Entry copy(String name, InputStream in, OutputStream out)
      throws IOException {
    var digest = sha256();
    var buffer = new byte[BUFFER];
    long size = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
      digest.update(buffer, 0, n);
      size += n;
    }
    return new Manifest.Entry(name, size, HexFormat.of().formatHex(digest.digest()));
  }

  static Manifest manifest(Path archive) throws IOException {
    try (var zip = new ZipFile(archive.toFile(), StandardCharsets.UTF_8)) {
      var manifest = manifest(zip);
      requireSameNames(zip, manifest);
      return manifest;
    }
  }

  private static Manifest manifest(ZipFile zip) throws IOException {
    var entry = zip.getEntry(Manifest.NAME);
    if (entry == null) {
      throw new BackupException(zip.getName() + " has no manifest: it is no backup of Chat4All");
    }
    try (var in = zip.getInputStream(entry)) {
      return Manifest.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static void requireSameNames(ZipFile zip, Manifest manifest) {
    Set<String> named = new HashSet<>();
    for (var file : manifest.files()) {
      named.add(file.path());
      if (zip.getEntry(file.path()) == null) {
        throw new BackupException(
            "the backup lacks %s, which its manifest names".formatted(file.path()));
      }
    }
    zip.stream()
        .map(ZipEntry::getName)
        .filter(it -> !it.equals(Manifest.NAME) && !named.contains(it))
        .findFirst()
        .ifPresent(it -> {
          throw new BackupException(
              "the backup holds %s, which its manifest does not name".formatted(it));
        });
  }

  /// Reads every file, into a directory, and compares it with the manifest.
  static void extract(Path archive, Manifest manifest, Path into) throws IOException {
    try (var zip = new ZipFile(archive.toFile(), StandardCharsets.UTF_8)) {
      for (var file : manifest.files()) {
        var target = into.resolve(file.path());
        Files.createDirectories(parent(target));
        try (var in = new BufferedInputStream(zip.getInputStream(zip.getEntry(file.path())));
            var channel = FileChannel.open(target, NEW, OWNER_ONLY)) {
          var found = copy(file.path(), in, Channels.newOutputStream(channel));
          channel.force(true);
          if (!found.equals(file)) {
            throw new BackupException(
                "the backup is damaged: %s is not what its manifest says".formatted(file.path()));
          }
        }
      }
    }
  }

  static Path parent(Path path) {
    var parent = path.toAbsolutePath().getParent();
    return parent == null ? path.toAbsolutePath() : parent;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing", e);
    }
  }
}
