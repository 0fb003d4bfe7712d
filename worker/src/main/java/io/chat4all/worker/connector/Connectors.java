package io.chat4all.worker.connector;

import io.chat4all.connector.api.Connector;
import io.chat4all.connector.api.ConnectorFactory;
import io.chat4all.core.channel.Address;
import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.connector.ChannelAccount;
import io.chat4all.core.connector.ChannelAccountDirectory;
import io.chat4all.core.connector.Channels;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.DirectoryChange.ChannelAccountChanged;
import io.chat4all.core.log.DirectoryChanges;
import io.chat4all.core.log.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running connectors: one for each channel account of the directory that has a factory and
/// settings that can be.
///
/// The directory is read at the start, when a change of an account is announced, and every ten
/// seconds, so that a lost announcement heals; a directory that cannot be reached leaves everything
/// as it is. A connector is made anew when its account's settings changed; the old one is closed
/// two minutes later, when every call that it was in has ended. An account that cannot be connected
/// hinders no other: [#states] tells why.
///
/// Thread-safe.
public final class Connectors implements Channels, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Connectors.class);
  private static final Duration REREAD = Duration.ofSeconds(10);

  /// The longest that a call of a connector may take.
  private static final Duration IN_USE = Duration.ofMinutes(2);

  private final Catalog catalog;
  private final ChannelAccountDirectory directory;
  private final DirectoryChanges changes;
  private final Function<ChannelAccount, Map<String, String>> unseal;
  private final Clock clock;
  private final List<Consumer<ChannelAccountId>> listeners = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Boolean> wake = new ArrayBlockingQueue<>(1);
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Retired> retired = new ArrayDeque<>();
  private final Thread thread = Thread.ofVirtual().name("connectors").unstarted(this::run);
  private final Subscription subscription;
  private volatile Map<ChannelAccountId, Slot> slots = Map.of();
  private volatile boolean closed;

  private Connectors(
      Collection<? extends ConnectorFactory> factories,
      ChannelAccountDirectory directory,
      DirectoryChanges changes,
      Function<ChannelAccount, Map<String, String>> unseal,
      Clock clock) {
    this.catalog = new Catalog(factories, clock);
    this.directory = directory;
    this.changes = changes;
    this.unseal = unseal;
    this.clock = clock;
    this.subscription = changes.listen(this::hear);
  }

  /// Reads the directory, connects what is there, and goes on doing so. Throws
  /// `IllegalArgumentException` when two factories speak the same channel.
  ///
  /// @param unseal opens an account's sealed settings
  public static Connectors start(
      Collection<? extends ConnectorFactory> factories,
      ChannelAccountDirectory directory,
      DirectoryChanges changes,
      Function<ChannelAccount, Map<String, String>> unseal,
      Clock clock) {
    var connectors = new Connectors(factories, directory, changes, unseal, clock);
    connectors.refresh();
    connectors.thread.start();
    return connectors;
  }

  /// The connection of an account; empty when the account is not there or could not be connected.
  public Optional<Connection> find(ChannelAccountId account) {
    var slot = slots.get(account);
    return slot == null ? Optional.empty() : slot.connection();
  }

  /// All connections, of accounts that are stopped too.
  public List<Connection> connections() {
    return slots.values().stream().flatMap(slot -> slot.connection().stream()).toList();
  }

  /// How each account of the directory fares, by channel and name.
  public List<ConnectionState> states() {
    return slots.values().stream()
        .map(slot -> new ConnectionState(slot.account(), slot.problem()))
        .sorted(Comparator.comparing(state -> state.account().id().toString()))
        .toList();
  }

  /// Every factory, also of channels without an account.
  public Collection<ConnectorFactory> factories() {
    return catalog.factories();
  }

  /// Stops an account because its credentials are gone, and tells everybody; nothing when it has
  /// other settings by now, or is stopped already. Answers whether this call stopped it. Throws
  /// `ApiException` with `UNAVAILABLE` when the directory cannot be reached.
  public boolean stop(ChannelAccountId id, int version, String reason) {
    lock.lock();
    try {
      if (!directory.setStopped(id, version, reason)) {
        return false;
      }
      var slot = slots.get(id);
      if (slot != null && slot.account().version() == version) {
        var next = new HashMap<>(slots);
        next.put(id, slot.with(stopped(slot.account(), reason)));
        slots = Map.copyOf(next);
      }
    } finally {
      lock.unlock();
    }
    log.error("Channel account stopped, a person must act: account={} reason={}", id, reason);
    try {
      changes.announce(new ChannelAccountChanged(id));
    } catch (RuntimeException e) {
      log.warn("Stop of a channel account not announced, others will read it: account={}", id, e);
    }
    tell(id);
    return true;
  }

  /// Hears of every account that came, went, stopped, runs again, or was connected anew. Called on
  /// a thread of ours or the one that stops an account; must not block.
  public Subscription onChange(Consumer<ChannelAccountId> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public Optional<ChannelInfo> find(ChannelId channel) {
    return catalog.find(channel);
  }

  @Override
  public List<ChannelInfo> all() {
    return catalog.all();
  }

  @Override
  public Address normalize(ChannelId channel, String address) {
    return catalog.normalize(channel, address);
  }

  @Override
  public void check(ChannelAccountId account, Map<String, String> settings) {
    catalog.check(account, settings);
  }

  /// Closes all connectors, those in use too. Closing again does nothing.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    subscription.close();
    thread.interrupt();
    lock.lock();
    try {
      slots.values().forEach(slot -> slot.connection().ifPresent(it -> close(it.connector())));
      retired.forEach(old -> close(old.connector()));
      retired.clear();
      slots = Map.of();
    } finally {
      lock.unlock();
    }
  }

  private void hear(DirectoryChange change) {
    if (change instanceof ChannelAccountChanged) {
      var _ = wake.offer(true);
    }
  }

  private void run() {
    while (!closed) {
      try {
        var _ = wake.poll(REREAD.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        return;
      }
      refresh();
    }
  }

  private void refresh() {
    Set<ChannelAccountId> changed;
    lock.lock();
    try {
      changed = closed ? Set.of() : reconcile(directory.all());
      closeRetired();
    } catch (RuntimeException e) {
      log.warn("Channel accounts cannot be read, all stay as they are", e);
      return;
    } finally {
      lock.unlock();
    }
    changed.forEach(this::tell);
  }

  private Set<ChannelAccountId> reconcile(List<ChannelAccount> accounts) {
    var changed = new HashSet<ChannelAccountId>();
    var next = new HashMap<ChannelAccountId, Slot>();
    for (var account : accounts) {
      var before = slots.get(account.id());
      var now = before == null ? connect(account) : replaced(before, account);
      next.put(account.id(), now);
      if (!now.equals(before)) {
        changed.add(account.id());
      }
    }
    for (var slot : slots.values()) {
      if (!next.containsKey(slot.account().id())) {
        changed.add(slot.account().id());
        retire(slot);
      }
    }
    slots = Map.copyOf(next);
    return changed;
  }

  private Slot replaced(Slot before, ChannelAccount account) {
    if (before.isConnectedAs(account)) {
      return before.with(account);
    }
    retire(before);
    return connect(account);
  }

  private Slot connect(ChannelAccount account) {
    var factory = catalog.factory(account.id().channel());
    if (factory.isEmpty()) {
      return new Slot(account, Optional.empty(), "there is no connector for this channel");
    }
    try {
      var settings = unseal.apply(account);
      var connector = catalog.connect(factory.get(), account.id(), settings);
      log.info("Channel account connected: account={} version={}", account.id(), account.version());
      return new Slot(account, Optional.of(new Connection(account, connector, factory.get())), "");
    } catch (IllegalArgumentException e) {
      return broken(account, String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      log.debug("Connector failed to connect: account={}", account.id(), e);
      return broken(account, "cannot be connected: " + e.getClass().getSimpleName());
    }
  }

  private static Slot broken(ChannelAccount account, String problem) {
    log.error(
        "Channel account cannot be connected: account={} version={} problem={}",
        account.id(),
        account.version(),
        problem);
    return new Slot(account, Optional.empty(), problem);
  }

  private void retire(Slot slot) {
    slot.connection()
        .ifPresent(it -> retired.add(new Retired(it.connector(), clock.instant().plus(IN_USE))));
  }

  private void closeRetired() {
    var now = clock.instant();
    var due = new ArrayList<Retired>();
    while (!retired.isEmpty() && !retired.getFirst().closeAt().isAfter(now)) {
      due.add(retired.removeFirst());
    }
    due.forEach(old -> close(old.connector()));
  }

  private void tell(ChannelAccountId account) {
    for (var listener : listeners) {
      try {
        listener.accept(account);
      } catch (RuntimeException e) {
        log.error("Listener to channel accounts failed: account={}", account, e);
      }
    }
  }

  private static void close(Connector connector) {
    try {
      connector.close();
    } catch (RuntimeException e) {
      log.warn("Connector did not close", e);
    }
  }

  private static ChannelAccount stopped(ChannelAccount account, String reason) {
    return new ChannelAccount(
        account.id(),
        account.sealedSettings(),
        account.inbox(),
        reason,
        account.version(),
        account.createdAt());
  }

  /// An account as it was read last.
  private record Slot(ChannelAccount account, Optional<Connection> connection, String problem) {

    boolean isConnectedAs(ChannelAccount other) {
      return account.version() == other.version()
          && account.createdAt().equals(other.createdAt())
          && account.sealedSettings().equals(other.sealedSettings());
    }

    Slot with(ChannelAccount other) {
      return new Slot(other, connection.map(it -> it.with(other)), problem);
    }
  }

  /// A connector that was replaced.
  private record Retired(Connector connector, Instant closeAt) {}
}
