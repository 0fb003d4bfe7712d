package io.chat4all.store.mongo;

import com.mongodb.ConnectionString;
import io.chat4all.core.identity.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where MongoDB is and how long it is waited for.
///
/// Wrong values throw `IllegalArgumentException` that names the setting as operators know it.
///
/// @param uri such as `mongodb://user:password@host1,host2/chat4all?replicaSet=rs0`
///   (`MONGODB_URI`); secret because a password may be in it. Without a database in it the history
///   is in `chat4all`.
/// @param request after which a call has failed (`MONGODB_REQUEST_TIMEOUT`)
/// @param start how long the start waits for a server (`MONGODB_START_TIMEOUT`)
public record MongoConfig(Secret uri, Duration request, Duration start) {

  /// The database when the address names none.
  public static final String DATABASE = "chat4all";

  private static final String URI = "MONGODB_URI";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,60}");
  private static final Duration LONGEST = Duration.ofHours(1);

  public MongoConfig {
    var parsed = parsed(uri);
    require(
        NAME.matcher(database(parsed)).matches(),
        URI,
        "the database '" + database(parsed) + "'",
        "1..60 letters, digits, '_', '-'");
    require(
        !request.isNegative() && !request.isZero() && request.compareTo(LONGEST) <= 0,
        "MONGODB_REQUEST_TIMEOUT",
        request,
        "> 0, at most an hour");
    require(
        !start.isNegative() && start.compareTo(LONGEST) <= 0,
        "MONGODB_START_TIMEOUT",
        start,
        "at most an hour");
  }

  /// The usual patience: 5 seconds for a call, a minute for the start.
  public static MongoConfig of(Secret uri) {
    return new MongoConfig(uri, Duration.ofSeconds(5), Duration.ofSeconds(60));
  }

  /// The same with another patience.
  public MongoConfig withPatience(Duration forRequest, Duration forStart) {
    return new MongoConfig(uri, forRequest, forStart);
  }

  private static ConnectionString parsed(Secret uri) {
    try {
      return new ConnectionString(uri.reveal());
    } catch (IllegalArgumentException _) {
      // Its message may repeat a password.
      throw new IllegalArgumentException(
          URI
              + ": not understood (expected: such as"
              + " mongodb://user:password@host1,host2/chat4all?replicaSet=rs0, special characters"
              + " of the password as %..)");
    }
  }

  ConnectionString parsed() {
    return parsed(uri);
  }

  String database() {
    return database(parsed(uri));
  }

  private static String database(ConnectionString parsed) {
    return Optional.ofNullable(parsed.getDatabase()).orElse(DATABASE);
  }

  /// The address without what is secret in it.
  String place() {
    List<String> hosts = parsed(uri).getHosts();
    return String.join(",", hosts) + "/" + database();
  }

  String user() {
    return Optional.ofNullable(parsed(uri).getUsername()).orElse("nobody");
  }

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(key, value, expected));
    }
  }
}
