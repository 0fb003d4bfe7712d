package io.chat4all.store.jdbc.sql;

import io.chat4all.core.history.Micros;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How values stand in columns: ids as 16 bytes, times as microseconds since 1970.
public final class Columns {

  private static final char ESCAPE = '\uffff';

  /// An id in 16 bytes.
  public static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /// Reads what [#bytes] made.
  public static UUID uuid(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  /// Throws `ArithmeticException` beyond the year 294,000, instead of keeping another time.
  public static long micros(Instant time) {
    return Micros.of(time);
  }

  /// Reads what [#micros] made.
  public static Instant time(long micros) {
    return Micros.time(micros);
  }

  /// Null for an absent one.
  public static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? null : number;
  }

  /// A text as it is kept: PostgreSQL refuses the character 0, so that stands as an escape, which
  /// begins with a code point that no text has.
  public static String kept(String text) {
    return text.indexOf(0) < 0 && text.indexOf(ESCAPE) < 0
        ? text
        : text.replace("\uffff", "\uffff1").replace("\0", "\uffff0");
  }

  /// Reads a text; null for an absent one.
  @SuppressWarnings("NullAway") // whoever reads it knows whether it may be absent
  public static String text(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null || text.indexOf(ESCAPE) < 0
        ? text
        : text.replace("\uffff0", "\0").replace("\uffff1", "\uffff");
  }

  private Columns() {}
}
