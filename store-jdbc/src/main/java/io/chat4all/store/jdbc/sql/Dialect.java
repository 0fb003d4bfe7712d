package io.chat4all.store.jdbc.sql;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Where the two dialects of SQL differ; every statement is written once, and read by both.
///
/// What is spelled `POSTGRES` here is also CockroachDB's: nothing is used that it lacks.
enum Dialect {
  SQLITE {
    @Override
    String text(String sql) {
      return sql;
    }

    // Whoever writes is alone.
    @Override
    String numbers(String table) {
      return """
      WITH RECURSIVE numbers (no, count) AS (
        SELECT coalesce(max(no), 0) + 1, 1 FROM %s
        UNION ALL SELECT no + 1, count + 1 FROM numbers WHERE count < ?)
      SELECT no FROM numbers\
      """
          .formatted(table);
    }
  },
  POSTGRES {
    @Override
    String text(String sql) {
      return TEXTS.computeIfAbsent(sql, it -> HINT.matcher(it).replaceAll(""));
    }

    @Override
    String numbers(String table) {
      return "SELECT nextval('%s_no_seq') FROM generate_series(1, ?)".formatted(table);
    }
  };

  // Tells SQLite, which keeps no statistics here, the way that PostgreSQL finds by itself.
  private static final Pattern HINT = Pattern.compile("\\s+INDEXED BY \\w+");

  // The texts are constants of the program, so there are only so many.
  private static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

  /// The text of a statement as this dialect has it.
  abstract String text(String sql);

  /// The query for as many new numbers of a table's column `no` as its parameter says.
  abstract String numbers(String table);
}
