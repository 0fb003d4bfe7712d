package io.chat4all.store.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.model.WriteModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bson.Document;

/// Fails some writes, as a process that dies or a network that breaks would: before, after, or with
/// a part of them done.
final class FailingMongo extends Mongo {

  private final Random random;
  private boolean calm;

  FailingMongo(MongoClient client, String database, Random random) {
    super(client, database);
    this.random = random;
  }

  /// From now on everything goes well.
  void calm() {
    calm = true;
  }

  @Override
  Written write(String collection, List<? extends WriteModel<Document>> writes) {
    if (calm || writes.isEmpty() || random.nextInt(4) != 0) {
      return super.write(collection, writes);
    }
    var some = new ArrayList<WriteModel<Document>>(writes);
    Collections.shuffle(some, random);
    int done =
        switch (random.nextInt(3)) {
          case 0 -> 0;
          case 1 -> some.size();
          default -> random.nextInt(some.size() + 1);
        };
    var _ = super.write(collection, some.subList(0, done));
    throw unavailable("told to fail");
  }
}
