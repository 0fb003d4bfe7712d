package io.chat4all.store.jdbc;

import io.chat4all.core.history.ChangesContract;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.MessageStoreContract;
import io.chat4all.core.history.ReceiptsContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/// The message store on PostgreSQL keeps what the port promises.
@Timeout(120)
final class PostgresHistoryTest {

  private static PostgresStores stores;

  @BeforeAll
  static void open() {
    stores = new PostgresStores();
  }

  @AfterAll
  static void close() {
    stores.close();
  }

  @BeforeEach
  void empty() {
    stores.empty();
  }

  @Nested
  final class Messages extends MessageStoreContract {
    @Override
    protected MessageStore store() {
      return stores.get().messages();
    }

    @Override
    protected MessageStore restarted() {
      return stores.restarted().messages();
    }
  }

  @Nested
  final class Changes extends ChangesContract {
    @Override
    protected MessageStore store() {
      return stores.get().messages();
    }
  }

  @Nested
  final class Receipts extends ReceiptsContract {
    @Override
    protected MessageStore store() {
      return stores.get().messages();
    }
  }
}
