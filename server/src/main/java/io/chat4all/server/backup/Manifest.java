package io.chat4all.server.backup;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a backup says of itself: the last entry of its archive, as JSON.
///
/// @param program the version that made it
/// @param counts what the stores held, by name
/// @param schemas the stores' schemas, by name
public record Manifest(
    String program,
    Instant madeAt,
    Map<String, Long> counts,
    Map<String, Integer> schemas,
    List<Entry> files) {

  /// The name of its entry.
  static final String NAME = "manifest.json";

  private static final int FORMAT = 1;

  /// One file.
  ///
  /// @param path below the data directory, with `/`
  /// @param sha256 in lower-case hex
  public record Entry(String path, long size, String sha256) {
    public Entry {
      if (path.isEmpty()
          || path.startsWith("/")
          || path.contains("\\")
          || path.contains("\0")
          || List.of(path.split("/", -1)).stream()
              .anyMatch(it -> it.isEmpty() || it.equals(".") || it.equals(".."))) {
        throw new BackupException(
            "the manifest names '%s' (expected: a path below the data directory)".formatted(path));
      }
    }
  }

  public Manifest {
    counts = new TreeMap<>(counts);
    schemas = new TreeMap<>(schemas);
    files = List.copyOf(files);
  }

  /// Bytes of all files.
  public long size() {
    return files.stream().mapToLong(Entry::size).sum();
  }

  String write() {
    var object = new LinkedHashMap<String, Object>();
    object.put("format", FORMAT);
    object.put("program", program);
    object.put("made_at", madeAt.toString());
    object.put("counts", counts);
    object.put("schemas", schemas);
    object.put(
        "files",
        files.stream()
            .map(it -> Map.of("path", it.path(), "size", it.size(), "sha256", it.sha256()))
            .toList());
    return ConfigValueFactory.fromMap(object)
        .render(ConfigRenderOptions.concise().setFormatted(true));
  }

  /// Throws [BackupException] when it is none, or of a format that only a newer program knows.
  static Manifest read(String text) {
    try {
      var config = ConfigFactory.parseString(text);
      int format = config.getInt("format");
      if (format > FORMAT) {
        throw new BackupException(
            "the backup has format %d, made by Chat4All %s (expected: at most %d): a newer Chat4All made it"
                .formatted(format, config.getString("program"), FORMAT));
      }
      var files = new ArrayList<Entry>();
      for (var file : config.getConfigList("files")) {
        files.add(
            new Entry(file.getString("path"), file.getLong("size"), file.getString("sha256")));
      }
      var schemas = new TreeMap<String, Integer>();
      numbers(config, "schemas").forEach((name, it) -> schemas.put(name, Math.toIntExact(it)));
      return new Manifest(
          config.getString("program"),
          Instant.parse(config.getString("made_at")),
          numbers(config, "counts"),
          schemas,
          files);
    } catch (ConfigException | DateTimeException | ArithmeticException e) {
      throw new BackupException("the manifest of the backup cannot be read: " + e.getMessage(), e);
    }
  }

  private static Map<String, Long> numbers(Config config, String key) {
    var numbers = new TreeMap<String, Long>();
    for (var name : config.getObject(key).keySet()) {
      numbers.put(name, config.getObject(key).toConfig().getLong(name));
    }
    return numbers;
  }
}
