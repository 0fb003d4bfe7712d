package io.chat4all.store.mongo;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import org.bson.conversions.Bson;

/// Brings a database to the schema of this program. Every step may run again, and in several
/// processes at once.
final class Schema {

  private static final int VERSION = 1;
  private static final IndexOptions UNIQUE = new IndexOptions().unique(true);

  private final MongoDatabase database;
  private final MongoConfig config;

  Schema(MongoDatabase database, MongoConfig config) {
    this.database = database;
    this.config = config;
  }

  void bringUpToDate() {
    var versions = database.getCollection("schema");
    var of = Where.eq("_id", "messages");
    var found = versions.find(of).first();
    int version = found == null ? 0 : (int) Docs.number(found, "version");
    if (version > VERSION) {
      throw new IllegalStateException(
          "MONGODB_URI: %s has schema version %d (expected: at most %d): a newer Chat4All wrote it"
              .formatted(config.place(), version, VERSION));
    }
    makeIndexes();
    if (version < VERSION) {
      versions.updateOne(of, Updates.set("version", VERSION), new UpdateOptions().upsert(true));
    }
  }

  private void makeIndexes() {
    unique(Mongo.MESSAGES, "conversation", "seq");
    unique(Mongo.MESSAGES, "id", "conversation");
    unique(Mongo.CHANGES, "conversation", "no");
    index(Mongo.CHANGES, "conversation", "at_seq", "no");
    index(Mongo.CHANGES, "conversation", "target_seq");
    unique(Mongo.MARKS, "conversation", "user");
    index(Mongo.MARKS, "conversation", "member", "delivered_seq");
    index(Mongo.MARKS, "conversation", "member", "read_seq");
    unique(Mongo.RECEIPTS, "conversation", "user", "status", "up_to_seq");
    unique(Mongo.REPORTS, "conversation", "message_id", "recipient", "channel");
  }

  private void unique(String collection, String... fields) {
    make(collection, Indexes.ascending(fields), UNIQUE);
  }

  private void index(String collection, String... fields) {
    make(collection, Indexes.ascending(fields), new IndexOptions());
  }

  private void make(String collection, Bson keys, IndexOptions options) {
    database.getCollection(collection).createIndex(keys, options);
  }
}
