package io.chat4all.store.mongo;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoWriteException;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.WriteModel;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The collections, and what their answers mean.
///
/// Whatever the server does not do is `UNAVAILABLE`; the driver tries each call once more where
/// that is safe. A document that is there already is an answer and no failure. Thread-safe.
class Mongo implements AutoCloseable {

  static final String CONVERSATIONS = "conversations";
  static final String MESSAGES = "messages";
  static final String CHANGES = "changes";
  static final String MARKS = "marks";
  static final String RECEIPTS = "receipts";
  static final String REPORTS = "reports";
  static final String COUNTERS = "counters";

  private static final Logger log = LoggerFactory.getLogger(Mongo.class);
  private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

  private final MongoClient client;
  private final MongoDatabase database;
  private final AtomicBoolean down = new AtomicBoolean();

  Mongo(MongoClient client, String database) {
    this.client = client;
    this.database = client.getDatabase(database);
  }

  private MongoCollection<Document> collection(String name) {
    return database.getCollection(name);
  }

  /// What a bulk write did.
  ///
  /// @param touched how many documents were inserted, deleted, or found and replaced
  /// @param isComplete whether none was refused because of another one with its key
  record Written(int touched, boolean isComplete) {}

  /// Everything, in any order; what is refused because of a key does not hold the rest up.
  Written write(String collection, List<? extends WriteModel<Document>> writes) {
    if (writes.isEmpty()) {
      return new Written(0, true);
    }
    return answered(() -> {
      try {
        return written(collection(collection).bulkWrite(writes, UNORDERED), true);
      } catch (MongoBulkWriteException e) {
        boolean onlyKeys =
            e.getWriteConcernError() == null
                && e.getWriteErrors().stream()
                    .allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
        if (!onlyKeys) {
          throw e;
        }
        return written(e.getWriteResult(), false);
      }
    });
  }

  private static Written written(BulkWriteResult result, boolean isComplete) {
    int touched =
        result.getInsertedCount()
            + result.getDeletedCount()
            + result.getMatchedCount()
            + result.getUpserts().size();
    return new Written(touched, isComplete);
  }

  /// A query, whose rows [#list] reads.
  FindIterable<Document> find(String collection, Bson filter) {
    return collection(collection).find(filter);
  }

  List<Document> list(FindIterable<Document> query) {
    return answered(() -> query.into(new ArrayList<>()));
  }

  Optional<Document> first(FindIterable<Document> query) {
    return answered(() -> Optional.ofNullable(query.limit(1).first()));
  }

  <T> T with(String collection, Work<T> work) {
    return answered(() -> work.run(collection(collection)));
  }

  /// What is done with a collection.
  interface Work<T> {
    T run(MongoCollection<Document> collection);
  }

  private <T> T answered(Supplier<T> call) {
    try {
      T answer = call.get();
      if (down.get() && down.compareAndSet(true, false)) {
        log.warn("The message store answers again");
      }
      return answer;
    } catch (MongoWriteException e) {
      throw failed(e, "it does not take a write");
    } catch (MongoSecurityException e) {
      throw failed(e, "its user may not do that: see MONGODB_URI");
    } catch (MongoCommandException e) {
      throw failed(e, "it refuses a call with code " + e.getErrorCode());
    } catch (MongoException e) {
      throw failed(e, "it does not answer");
    } catch (IllegalStateException _) {
      // Of the driver, when its client is closed.
      throw unavailable("closed");
    }
  }

  private ApiException failed(MongoException e, String why) {
    if (down.compareAndSet(false, true)) {
      log.warn("The message store fails: {}", why, e);
    }
    return unavailable(why);
  }

  static ApiException unavailable(String why) {
    return new ApiException(ErrorCode.UNAVAILABLE, "the message store is not available: " + why);
  }

  @Override
  public void close() {
    client.close();
  }
}
