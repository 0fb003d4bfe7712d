package io.chat4all.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClients;
import io.chat4all.core.check.Finding;
import org.bson.Document;

/// Asks MongoDB what it is and what is in the database, and changes nothing.
final class Examination {

  private static final String NAME = "mongodb";

  private final MongoConfig config;

  Examination(MongoConfig config) {
    this.config = config;
  }

  Finding run() {
    var connect = new Connect(config);
    try (var client = MongoClients.create(connect.settings())) {
      var database = client.getDatabase(config.database());
      var told = database.runCommand(new Document("buildInfo", 1));
      int schema = new Schema(database, config).version();
      var found =
          "%s: version %s, schema %s"
              .formatted(
                  config.place(),
                  told.getString("version"),
                  schema == 0 ? "not made yet" : Integer.toString(schema));
      return schema > Schema.VERSION
          ? Finding.fail(NAME, found, "run the newer Chat4All that wrote it, or set MONGODB_URI")
          : Finding.ok(NAME, found);
    } catch (MongoException e) {
      var found = connect.refusal(e).orElse(config.place() + " does not answer");
      return Finding.fail(NAME, found, "set MONGODB_URI to a MongoDB that takes us");
    }
  }
}
