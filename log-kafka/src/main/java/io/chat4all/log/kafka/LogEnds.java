package io.chat4all.log.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.record.internal.FileRecords;

/// Reads from the files of a broker that does not run where its partitions end.
///
/// Source of the names: Kafka's `LogFileUtils` and `PartitionMetadataFile`.
final class LogEnds {

  private static final String SEGMENT = ".log";
  private static final String TOPIC_ID = "topic_id: ";

  private LogEnds() {}

  /// The offset after the last whole batch, by `topic id/partition`.
  static Map<String, Long> read(Path data) throws IOException {
    var ends = new HashMap<String, Long>();
    try (var folders = Files.list(data)) {
      for (var folder : folders.filter(Files::isDirectory).toList()) {
        var id = topicId(folder);
        if (id.isPresent()) {
          var name = String.valueOf(folder.getFileName());
          ends.put(id.get() + "/" + name.substring(name.lastIndexOf('-') + 1), end(folder));
        }
      }
    }
    return ends;
  }

  private static Optional<String> topicId(Path folder) throws IOException {
    var file = folder.resolve("partition.metadata");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(TOPIC_ID))
        .map(line -> line.substring(TOPIC_ID.length()).strip())
        .findFirst();
  }

  /// A segment is named by its first offset.
  private static long end(Path folder) throws IOException {
    Optional<Path> last;
    try (var files = Files.list(folder)) {
      last = files.filter(it -> it.toString().endsWith(SEGMENT)).max(Path::compareTo);
    }
    if (last.isEmpty()) {
      return 0;
    }
    var name = String.valueOf(last.get().getFileName());
    long end = Long.parseLong(name.substring(0, name.length() - SEGMENT.length()));
    try (var records = FileRecords.open(last.get().toFile(), false)) {
      for (var batch : records.batches()) {
        if (!batch.isValid()) {
          break;
        }
        end = batch.nextOffset();
      }
    }
    return end;
  }
}
