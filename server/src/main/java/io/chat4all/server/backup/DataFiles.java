package io.chat4all.server.backup;

import io.chat4all.log.kafka.EmbeddedBroker;
import io.chat4all.store.disk.DiskObjectStore;
import io.chat4all.store.jdbc.JdbcStores;
import io.chat4all.store.jdbc.JdbcStores.Inspection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A data directory that nobody has open: which of its files are data, and what they hold.
///
/// The log is the truth of what was accepted, and holds how far its readers have come; the stores
/// hold what was made of it. All of them are from one moment, because nobody writes.
final class DataFiles {

  /// Where a restore works before it is done.
  static final String RESTORING = "restoring";

  /// Where a restore puts what was there.
  static final String REPLACED = "replaced-";

  private static final Set<String> DATA =
      Set.of("log", "store", "files", "plugins", "demo", "secret.key");

  private final Path dir;

  DataFiles(Path dir) {
    this.dir = dir;
  }

  /// What it holds.
  ///
  /// @param faults what is wrong; empty when nothing is
  record Contents(Map<String, Long> counts, Map<String, Integer> schemas, List<String> faults) {}

  boolean isThere() {
    return Files.isDirectory(dir.resolve("store"));
  }

  /// @param thoroughly whether everything is read, and not only counted
  Contents contents(boolean thoroughly) {
    var stores = JdbcStores.inspect(dir.resolve("store"), thoroughly);
    var files = DiskObjectStore.inspect(dir.resolve("files"), thoroughly);
    var counts = new TreeMap<>(stores.counts());
    counts.put("files", files.files());
    var faults = new ArrayList<>(stores.faults());
    faults.addAll(files.faults());
    faults.addAll(aheadOfTheLog(stores));
    return new Contents(counts, stores.versions(), faults);
  }

  /// A store that is ahead of its log would take the next messages for repetitions.
  private List<String> aheadOfTheLog(Inspection stores) {
    var ends = EmbeddedBroker.ends(dir.resolve("log"));
    var faults = new ArrayList<String>();
    stores
        .positions()
        .forEach((partition, applied) -> {
          var end = ends.get(partition);
          if (end != null && applied >= end) {
            faults.add(
                "log %s ends at %d, and the history holds what came at %d"
                    .formatted(partition, end, applied));
          }
        });
    return faults;
  }

  /// Paths below the directory, sorted.
  List<Path> list() throws IOException {
    try (var all = Files.walk(dir)) {
      return all.filter(Files::isRegularFile)
          .map(dir::relativize)
          .filter(DataFiles::isData)
          .sorted()
          .toList();
    }
  }

  private static boolean isData(Path file) {
    return DATA.contains(file.getName(0).toString())
        && !file.toString().endsWith(".db-shm")
        && !file.startsWith(Path.of("files", "incoming"));
  }
}
