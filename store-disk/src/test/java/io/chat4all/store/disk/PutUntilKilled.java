package io.chat4all.store.disk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;

/// A process that puts files and prints their numbers, until somebody ends it.
@SuppressWarnings("SystemOut")
final class PutUntilKilled {

  public static void main(String[] args) throws IOException {
    var store = DiskObjectStore.open(Path.of(args[0]), Clock.systemUTC());
    for (int i = 0; true; i++) {
      store.put("file" + i, "", "", new ByteArrayInputStream(content(i)), Long.MAX_VALUE);
      System.out.println(i);
    }
  }

  /// The content of a file, the same in every run.
  static byte[] content(int number) {
    return ("content of file " + number + "\n").repeat(10_000).getBytes(StandardCharsets.UTF_8);
  }

  private PutUntilKilled() {}
}
