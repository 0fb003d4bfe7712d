package io.chat4all.store.jdbc.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/// Looks into the files of embedded stores that nobody has open.
public final class SqliteInspection {

  /// The file, and the table whose rows are counted under which name.
  private static final List<Counted> COUNTED =
      List.of(
          new Counted("messages", "conversations", "conversations"),
          new Counted("messages", "messages", "messages"),
          new Counted("directory", "accounts", "accounts"),
          new Counted("deliveries", "deliveries", "deliveries"));

  private static final List<String> DATABASES = List.of("messages", "directory", "deliveries");
  private static final int MOST_FAULTS = 20;

  /// Each head, against the rows that it stands for: `seq` is unique, so that these three say that
  /// none is missing.
  private static final String GAPS =
      """
      SELECT lower(hex(c.id)), c.head_seq, count(m.seq), coalesce(min(m.seq), 1), coalesce(max(m.seq), 0)
      FROM conversations c LEFT JOIN messages m ON m.conversation = c.no
      GROUP BY c.no
      HAVING count(m.seq) <> c.head_seq OR coalesce(max(m.seq), 0) <> c.head_seq
        OR coalesce(min(m.seq), 1) <> 1
      LIMIT 20\
      """;

  /// How far the history has come in each partition of a log, where it has come so far at least.
  private static final String POSITIONS =
      """
      SELECT log_id, log_partition, max(log_offset) FROM (
        SELECT log_id, log_partition, log_offset FROM conversations
        UNION ALL SELECT log_id, log_partition, log_offset FROM changes) AS applied
      WHERE log_offset >= ?
      GROUP BY log_id, log_partition\
      """;

  private final Path dir;
  private final Map<String, Integer> versions = new LinkedHashMap<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Map<String, Long> positions = new HashMap<>();
  private final List<String> faults = new ArrayList<>();

  private record Counted(String database, String table, String name) {}

  public SqliteInspection(Path dir) {
    this.dir = dir;
  }

  /// Puts what is in the logs of changes into the files, and counts.
  ///
  /// @param thoroughly whether every page is read too, and every `seq`
  public void run(boolean thoroughly) throws SQLException {
    for (var database : DATABASES) {
      var file = dir.resolve(database + ".db");
      if (!Files.exists(file)) {
        faults.add(file.getFileName() + " is missing");
        continue;
      }
      try (var connection = connect(file)) {
        inspect(database, connection, thoroughly);
      }
    }
  }

  private static Connection connect(Path file) throws SQLException {
    var config = new SQLiteConfig();
    config.setBusyTimeout(2_000);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  private void inspect(String database, Connection connection, boolean thoroughly)
      throws SQLException {
    run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    int version = SqliteMigrations.version(connection);
    int newest = newest(database);
    versions.put(database, version);
    if (version > newest) {
      faults.add(
          "%s.db: schema version %d (expected: at most %d): a newer Chat4All wrote it"
              .formatted(database, version, newest));
      return;
    }
    if (thoroughly) {
      integrity(database, connection);
    }
    if (version == 0) {
      return;
    }
    for (var counted : COUNTED) {
      if (counted.database().equals(database)) {
        counts.put(counted.name(), number(connection, "SELECT count(*) FROM " + counted.table()));
      }
    }
    if (database.equals("messages")) {
      positions.putAll(positions(new Session(connection, Dialect.SQLITE), 0));
      if (thoroughly) {
        gaps(connection);
      }
    }
  }

  private static int newest(String database) {
    return new SqliteMigrations(database, database + ".db").newest();
  }

  private void integrity(String database, Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("PRAGMA integrity_check(" + MOST_FAULTS + ")")) {
      while (rows.next()) {
        if (!"ok".equals(rows.getString(1))) {
          faults.add("%s.db: %s".formatted(database, rows.getString(1)));
        }
      }
    }
  }

  private void gaps(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(GAPS)) {
      while (rows.next()) {
        faults.add(
            "messages.db: conversation %s has %d messages with seq %d..%d (expected: 1..%d)"
                .formatted(
                    rows.getString(1),
                    rows.getLong(3),
                    rows.getLong(4),
                    rows.getLong(5),
                    rows.getLong(2)));
      }
    }
  }

  /// The newest positions of the log that were applied, by `topic id/partition`, if they are not
  /// before an offset. Looks at every head, and sorts those that are not.
  public static Map<String, Long> positions(Session session, long from) throws SQLException {
    var positions = new HashMap<String, Long>();
    session.list(
        POSITIONS,
        row -> positions.put(row.getString(1) + "/" + row.getInt(2), row.getLong(3)),
        from);
    return positions;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /// The schemas, by the names of the files; 0 for an empty one.
  public Map<String, Integer> versions() {
    return versions;
  }

  /// Rows, by what they are.
  public Map<String, Long> counts() {
    return counts;
  }

  /// The newest position of the log that was applied, by `topic id/partition`.
  public Map<String, Long> positions() {
    return positions;
  }

  /// What is wrong; empty when nothing is.
  public List<String> faults() {
    return faults;
  }

  /// Which schema there is.
  ///
  /// @param version of the file
  /// @param newest of this program
  public record Schema(int version, int newest) {}

  /// Which schemas the files have that are there; somebody else may have them open.
  public static Map<String, Schema> schemas(Path dir) throws SQLException {
    var found = new LinkedHashMap<String, Schema>();
    for (var database : DATABASES) {
      var file = dir.resolve(database + ".db");
      if (Files.exists(file)) {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(2_000);
        try (var connection = config.createConnection("jdbc:sqlite:" + file)) {
          found.put(database, new Schema(SqliteMigrations.version(connection), newest(database)));
        }
      }
    }
    return found;
  }
}
