package io.chat4all.store.disk;

import io.chat4all.core.file.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// What is known of a file, beside its content: a version number and the fields in order, texts in
/// UTF-8 after their length, the time in microseconds since 1970.
final class About {

  private static final String NAME = "about";
  private static final int VERSION = 1;

  static void write(Path folder, StoredFile file) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(VERSION);
      write(out, file.id());
      write(out, file.name());
      write(out, file.mediaType());
      out.writeLong(file.size());
      write(out, file.sha256());
      out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, file.createdAt()));
    }
    try (var channel =
        FileChannel.open(
            folder.resolve(NAME), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (var buffer = ByteBuffer.wrap(bytes.toByteArray()); buffer.hasRemaining(); ) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /// Empty when there is no such file.
  static Optional<StoredFile> read(Path folder) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(folder.resolve(NAME));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readInt();
      if (version != VERSION) {
        throw new IOException(
            "file: version %d (expected: %d): a newer Chat4All wrote it"
                .formatted(version, VERSION));
      }
      return Optional.of(
          new StoredFile(
              text(in),
              text(in),
              text(in),
              in.readLong(),
              text(in),
              Instant.EPOCH.plus(in.readLong(), ChronoUnit.MICROS)));
    }
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    var bytes = in.readNBytes(length);
    if (bytes.length != length) {
      throw new IOException("file: what is known of it is cut off");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private About() {}
}
