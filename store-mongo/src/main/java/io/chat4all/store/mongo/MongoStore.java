package io.chat4all.store.mongo;

import com.mongodb.client.MongoClient;
import io.chat4all.core.history.MessageStore;

/// The message store on MongoDB, in one database.
///
/// Any number of processes may have it open, whatever they do: of those that append to a
/// conversation, only the one that began last is heard. After [#close] every call throws
/// `UNAVAILABLE`.
///
/// What was acknowledged is in the journals of a majority of the replica set. No transactions,
/// change streams or TTL are used. It was run against `mongo-java-server`, which speaks the
/// protocol, and not against a real MongoDB: see docs/engines.md.
///
/// Thread-safe.
public final class MongoStore implements AutoCloseable {

  private final Mongo mongo;
  private final MessageStore messages;

  private MongoStore(MongoClient client, MongoConfig config) {
    mongo = new Mongo(client, config.database());
    messages = new MongoMessageStore(mongo);
  }

  /// Opens the store, making its collections and indexes where they are missing.
  ///
  /// Waits for servers that do not answer as long as the settings allow, with growing pauses.
  /// Throws `IllegalStateException` that names the setting when waiting is no help: a login or
  /// right that is refused, a database that a newer program wrote, servers that are not there in
  /// time.
  public static MongoStore open(MongoConfig config) {
    return new MongoStore(new Connect(config).open(), config);
  }

  /// Keeps the history.
  public MessageStore messages() {
    return messages;
  }

  /// Closes the connections; what is under way fails. Closing again does nothing.
  @Override
  public void close() {
    mongo.close();
  }
}
