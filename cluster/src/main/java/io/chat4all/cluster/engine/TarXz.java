package io.chat4all.cluster.engine;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.tukaani.xz.XZInputStream;

/// Unpacks `.tar.xz`: files, directories and symbolic links of the ustar format, with GNU's long
/// names. Everything else in the archive is refused.
final class TarXz {

  private static final int BLOCK = 512;

  private TarXz() {}

  static void unpack(InputStream archive, Path target) throws IOException {
    try (var in = new XZInputStream(archive)) {
      String longName = "";
      while (true) {
        var header = in.readNBytes(BLOCK);
        if (header.length < BLOCK || header[0] == 0) {
          return;
        }
        var name = longName.isEmpty() ? name(header) : longName;
        longName = "";
        int size = Math.toIntExact(octal(header, 124, 12));
        switch (header[156]) {
          case 'L' -> longName = text(in.readNBytes(size), 0, size);
          case '5' -> Files.createDirectories(inside(target, name));
          case '2' -> link(inside(target, name), text(header, 157, 100));
          case '0', 0 -> file(inside(target, name), in.readNBytes(size), octal(header, 100, 8));
          default -> throw new IOException("unknown kind of entry: " + name);
        }
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
      }
    }
  }

  private static void file(Path path, byte[] content, long mode) throws IOException {
    Files.createDirectories(requireNonNull(path.getParent()));
    Files.write(path, content);
    var permissions = (mode & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--";
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static void link(Path path, String destination) throws IOException {
    Files.createDirectories(requireNonNull(path.getParent()));
    Files.createSymbolicLink(path, Path.of(destination));
  }

  private static Path inside(Path target, String name) throws IOException {
    var path = target.resolve(name).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("entry outside of its archive: " + name);
    }
    return path;
  }

  private static String name(byte[] header) {
    var prefix = header[257] == 'u' && header[263] == '0' ? text(header, 345, 155) : "";
    var name = text(header, 0, 100);
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static long octal(byte[] header, int offset, int length) {
    var digits = text(header, offset, length).strip();
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private static String text(byte[] bytes, int offset, int length) {
    int end = offset;
    while (end < offset + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
  }
}
