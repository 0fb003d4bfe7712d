package io.chat4all.store.jdbc.sql;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a PostgreSQL or CockroachDB is and who we are there, out of `DATABASE_URL`.
///
/// Reads `postgresql://user:password@host:port/database?sslmode=…`, also with several hosts, what
/// libpq calls its parameters, percent escapes, `postgres:`, `cockroachdb:` (whose usual port is
/// another one) and `jdbc:` in front. Its text has no credentials.
public final class PostgresUrl {

  private static final Pattern URL =
      Pattern.compile(
          "(?:jdbc:)?(postgresql|postgres|cockroachdb)(?:\\+\\w+)?://([^/?#]*)(?:/([^?#]*))?(?:\\?([^#]*))?");
  private static final String EXPECTED =
      "DATABASE_URL: %s (expected: postgresql://user:password@host:port/database)";
  private static final Map<String, String> LIBPQ =
      Map.of(
          "connect_timeout", "connectTimeout",
          "application_name", "ApplicationName",
          "target_session_attrs", "targetServerType");
  private static final Map<String, String> SESSIONS =
      Map.of("read-write", "primary", "primary", "primary", "any", "any");

  private final String shown;
  private final String jdbcUrl;
  private final String database;
  private final Map<String, String> properties = new LinkedHashMap<>();

  private PostgresUrl(String scheme, String authority, String path, String query) {
    int at = authority.lastIndexOf('@');
    readUser(authority.substring(0, Math.max(at, 0)));
    var hosts = hosts(scheme, authority.substring(at + 1));
    database = decode(path);
    require(!database.isEmpty(), "no database");
    for (var parameter : query.split("&", -1)) {
      if (!parameter.isEmpty()) {
        readParameter(parameter);
      }
    }
    shown = "postgresql://" + hosts + "/" + database;
    jdbcUrl = "jdbc:postgresql://" + hosts + "/" + path;
  }

  /// Throws `IllegalArgumentException`, which never says what was given, when it is none.
  public static PostgresUrl parse(String text) {
    var parts = URL.matcher(text.strip());
    require(parts.matches(), "not understood");
    return new PostgresUrl(
        parts.group(1), parts.group(2), orEmpty(parts.group(3)), orEmpty(parts.group(4)));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(EXPECTED.formatted(what));
    }
  }

  private void readUser(String user) {
    if (!user.isEmpty()) {
      var parts = user.split(":", 2);
      properties.put("user", decode(parts[0]));
      if (parts.length == 2) {
        properties.put("password", decode(parts[1]));
      }
    }
  }

  private static String hosts(String scheme, String hosts) {
    int usual = scheme.equals("cockroachdb") ? 26_257 : 5432;
    var all = new StringBuilder();
    for (var host : hosts.split(",", -1)) {
      require(host.matches("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]@\\s]+)(:\\d{1,5})?"), "no host");
      all.append(all.isEmpty() ? "" : ",").append(host);
      if (!host.matches(".*:\\d+") || host.endsWith("]")) {
        all.append(':').append(usual);
      }
    }
    return all.toString();
  }

  private void readParameter(String parameter) {
    var parts = parameter.split("=", 2);
    require(parts.length == 2, "a parameter without a value");
    var name = decode(parts[0]);
    var value = decode(parts[1]);
    if (name.equals("target_session_attrs")) {
      require(SESSIONS.containsKey(value), "target_session_attrs is not read-write or any");
      value = SESSIONS.getOrDefault(value, value);
    }
    properties.put(LIBPQ.getOrDefault(name, name), value);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException(EXPECTED.formatted("a percent escape is wrong"));
    }
  }

  /// For the driver; without credentials.
  String jdbcUrl() {
    return jdbcUrl;
  }

  /// The name of the database.
  String database() {
    return database;
  }

  /// Who we are; empty for the driver's choice.
  String user() {
    return properties.getOrDefault("user", "");
  }

  /// For the driver, with credentials.
  Properties properties() {
    var all = new Properties();
    all.putAll(properties);
    return all;
  }

  @Override
  public String toString() {
    return shown;
  }
}
