package io.chat4all.store.mongo;

import com.mongodb.client.MongoClient;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.UnfinishedAppendsContract;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class MongoUnfinishedAppendsTest extends UnfinishedAppendsContract {

  private static FakeServer server;
  private static MongoClient client;

  @BeforeAll
  static void open() {
    server = new FakeServer();
    client = new Connect(server.config()).open();
  }

  @AfterAll
  static void close() {
    client.close();
    server.close();
  }

  @Override
  protected Appender appender(Random random) {
    var mongo = new FailingMongo(client, server.config().database(), random);
    var store = new MongoMessageStore(mongo);
    return new Appender() {
      @Override
      public MessageStore store() {
        return store;
      }

      @Override
      public void calm() {
        mongo.calm();
      }
    };
  }
}
