package io.chat4all.server;

import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundLog;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.log.AppendCallback;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.FactLog;
import io.chat4all.core.log.ReceiptFact;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the disk of the embedded engines from getting full: a broker that cannot write ends the
/// process. While there is less room than a reserve, nothing more is accepted; what was accepted is
/// worked through. It heals by itself when there is room again.
///
/// The reserve is a twentieth of the disk, from 8 to 256 MiB. Thread-safe.
final class DiskRoom implements AutoCloseable {

  /// How much a disk has.
  interface Disk {
    long room() throws IOException;
  }

  private static final Logger log = LoggerFactory.getLogger(DiskRoom.class);
  private static final long EVERY_MILLIS = 200;
  private static final long LEAST_RESERVE = 8L << 20;
  private static final long MOST_RESERVE = 256L << 20;

  private final Path dir;
  private final Disk disk;
  private final long reserve;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean enough = true;

  /// Looks once; [#watch] goes on looking.
  DiskRoom(Path dir, Disk disk, long total) {
    this.dir = dir;
    this.disk = disk;
    this.reserve = Math.clamp(total / 20, LEAST_RESERVE, MOST_RESERVE);
    look();
  }

  /// Throws [ConfigException] when there is too little room to start.
  static DiskRoom watch(Path dir) {
    try {
      FileStore store = Files.getFileStore(dir);
      var room = new DiskRoom(dir, store::getUsableSpace, store.getTotalSpace());
      if (!room.isEnough()) {
        throw new ConfigException(
            "data-dir (CHAT4ALL_DATA_DIR): %s has %d MiB free (expected: at least %d MiB)"
                .formatted(dir, store.getUsableSpace() >> 20, room.reserve >> 20));
      }
      Thread.ofPlatform().daemon().name("disk-room").start(room::run);
      return room;
    } catch (IOException e) {
      throw new ConfigException("data-dir (CHAT4ALL_DATA_DIR): %s: %s".formatted(dir, e));
    }
  }

  private void run() {
    try {
      while (!closed.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  void look() {
    try {
      long room = disk.room();
      boolean now = room >= reserve;
      if (now != enough) {
        enough = now;
        if (now) {
          log.info("data-dir: {} has room again, messages are accepted", dir);
        } else {
          log.error(
              "data-dir (CHAT4ALL_DATA_DIR): {} has {} MiB free, nothing is accepted below {} MiB:"
                  + " make room",
              dir,
              room >> 20,
              reserve >> 20);
        }
      }
    } catch (IOException e) {
      log.warn("data-dir: room of {} is not known", dir, e);
    }
  }

  boolean isEnough() {
    return enough;
  }

  /// Refuses what the disk has no room for.
  FactLog guard(FactLog facts) {
    return new FactLog() {
      @Override
      public void append(ConversationFact fact, AppendCallback callback) {
        if (enough) {
          facts.append(fact, callback);
        } else {
          callback.failed(full());
        }
      }

      @Override
      public void append(ReceiptFact fact, AppendCallback callback) {
        if (enough) {
          facts.append(fact, callback);
        } else {
          callback.failed(full());
        }
      }
    };
  }

  /// Refuses what the disk has no room for.
  InboundLog guard(InboundLog inbound) {
    return (List<Inbound> events) -> {
      if (!enough) {
        throw full();
      }
      inbound.append(events);
    };
  }

  private static ApiException full() {
    return new ApiException(ErrorCode.UNAVAILABLE, "the server's disk is full, try again later");
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
