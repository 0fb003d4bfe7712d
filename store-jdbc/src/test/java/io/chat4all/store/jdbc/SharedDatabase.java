package io.chat4all.store.jdbc;

import io.chat4all.store.jdbc.embedded.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/// Two processes' worth of stores on one database, and tasks that run in both at the same time.
final class SharedDatabase implements AutoCloseable {

  private final String url = PostgresServer.shared().newDatabase();
  private final List<JdbcStores> stores = new ArrayList<>();

  SharedDatabase() {
    for (int i = 0; i < 2; i++) {
      stores.add(JdbcStores.postgres(PostgresStores.config(url)));
    }
  }

  /// One of them.
  JdbcStores one() {
    return stores.getFirst();
  }

  /// What to do with one of the stores.
  interface Task<T> {
    T with(JdbcStores stores) throws Exception;
  }

  /// Does each task on both, all at once, in any order.
  <T> List<T> hammer(List<Task<T>> tasks) throws Exception {
    var calls = new ArrayList<Callable<T>>();
    for (var task : tasks) {
      for (var store : stores) {
        calls.add(ThreadLocalRandom.current().nextInt(calls.size() + 1), () -> task.with(store));
      }
    }
    try (var executor = Executors.newFixedThreadPool(8)) {
      var answers = new ArrayList<T>();
      for (Future<T> future : executor.invokeAll(calls)) {
        answers.add(future.get());
      }
      return answers;
    }
  }

  @Override
  public void close() {
    stores.forEach(JdbcStores::close);
  }
}
