package io.chat4all.cluster.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// A parent to be killed: starts a child, writes down its pid, and stays.
final class SpawnAndStay {

  private SpawnAndStay() {}

  public static void main(String[] args) throws Exception {
    var directory = Path.of(args[1]);
    var spawner = new Spawner(Boolean.parseBoolean(args[0]));
    long pid =
        spawner.start(
            List.of("/bin/sleep", "300"), Map.of(), directory, directory.resolve("log.txt"));
    var file = Files.writeString(directory.resolve("child.new"), Long.toString(pid));
    Files.move(file, directory.resolve("child"), StandardCopyOption.ATOMIC_MOVE);
    new CountDownLatch(1).await();
  }
}
