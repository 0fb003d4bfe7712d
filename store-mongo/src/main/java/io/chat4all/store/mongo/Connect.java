package io.chat4all.store.mongo;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bson.UuidRepresentation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens a client on a database that is up to date, and says which setting is at fault when it
/// cannot.
final class Connect {

  private static final Logger log = LoggerFactory.getLogger(Connect.class);
  private static final long FIRST_WAIT_MILLIS = 200;
  private static final long LONGEST_WAIT_MILLIS = 5_000;

  // Unauthorized, AuthenticationFailed.
  private static final Set<Integer> REFUSED = Set.of(13, 18);

  private final MongoConfig config;

  Connect(MongoConfig config) {
    this.config = config;
  }

  /// Tries again, less and less often, what may heal by itself.
  MongoClient open() {
    var client = MongoClients.create(settings());
    long end = System.nanoTime() + config.start().toNanos();
    try {
      for (long wait = FIRST_WAIT_MILLIS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS)) {
        try {
          new Schema(client.getDatabase(config.database()), config).bringUpToDate();
          return client;
        } catch (MongoException e) {
          var refusal = refusal(e);
          if (refusal.isPresent()) {
            throw new IllegalStateException(refusal.get(), e);
          }
          waitOrGiveUp(wait, end, e);
        }
      }
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private void waitOrGiveUp(long wait, long end, MongoException cause) {
    if (System.nanoTime() >= end || Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException(
          "MONGODB_URI: %s (expected: a MongoDB that answers there; tried for %d s)"
              .formatted(config.place(), config.start().toSeconds()),
          cause);
    }
    log.warn(
        "MongoDB does not answer, trying again: MONGODB_URI={} cause={}",
        config.place(),
        cause.getClass().getSimpleName());
    long half = wait / 2;
    LockSupport.parkNanos(
        Duration.ofMillis(half + ThreadLocalRandom.current().nextLong(half + 1)).toNanos());
  }

  private MongoClientSettings settings() {
    long request = config.request().toMillis();
    return MongoClientSettings.builder()
        .applyConnectionString(config.parsed())
        .uuidRepresentation(UuidRepresentation.STANDARD)
        // Whatever the address says: less would lose what was acknowledged, or read what may go.
        .writeConcern(WriteConcern.MAJORITY.withJournal(true))
        .readConcern(ReadConcern.MAJORITY)
        .readPreference(ReadPreference.primary())
        .timeout(request, TimeUnit.MILLISECONDS)
        .applyToClusterSettings(it -> it.serverSelectionTimeout(request, TimeUnit.MILLISECONDS))
        .applyToSocketSettings(
            it -> it.connectTimeout(Math.min(request, 10_000), TimeUnit.MILLISECONDS))
        .build();
  }

  /// What no waiting heals; empty when waiting may help.
  private Optional<String> refusal(MongoException failure) {
    for (Throwable it = failure; it != null; it = it.getCause()) {
      if (it instanceof MongoSecurityException) {
        return Optional.of(
            "MONGODB_URI: the login '%s' was refused by %s (expected: a login that MongoDB knows,"
                    .formatted(config.user(), config.place())
                + " in the database of authSource)");
      }
      if (it instanceof MongoCommandException command && REFUSED.contains(command.getErrorCode())) {
        return Optional.of(
            "MONGODB_URI: '%s' may not use %s (expected: the role readWrite on that database)"
                .formatted(config.user(), config.place()));
      }
    }
    return Optional.empty();
  }
}
