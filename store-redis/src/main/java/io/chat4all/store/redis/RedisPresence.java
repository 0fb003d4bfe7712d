package io.chat4all.store.redis;

import io.chat4all.core.identity.UserId;
import io.chat4all.core.presence.LocalPresence;
import io.chat4all.core.presence.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Presence over all nodes, as far as Redis tells; this node's own sessions are known without it.
///
/// Only a user's first and last session on this node are told to Redis. A node that sends no
/// heartbeats is dead and its sessions do not count. After a loss of the connection, and after
/// Redis lost its data, the node tells all of its users again, under another name.
///
/// Thread-safe.
final class RedisPresence implements Presence, Link.Keeper {

  /// How long a user's last time is kept.
  private static final Duration KEPT = Duration.ofDays(30);

  /// How long it is remembered when a dead node was seen last.
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  /// How often everything is told again, so that nothing expires.
  private static final Duration RENEWAL = Duration.ofHours(6);

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int STRIPES = 256;
  private static final int BATCH = 500;

  private final RedisConfig config;
  private final Link link;
  private final LocalPresence local = new LocalPresence();
  private final Set<UserId> here = ConcurrentHashMap.newKeySet();
  private final Object[] stripes = Stream.generate(Object::new).limit(STRIPES).toArray();
  private final AtomicLong renewedAt = new AtomicLong();
  private volatile Optional<String> lastNode = Optional.empty();

  RedisPresence(RedisConfig config) {
    this.config = config;
    this.link = new Link(config, this);
  }

  Link link() {
    return link;
  }

  private String nodesKey() {
    return config.prefix() + "presence:nodes";
  }

  private String key(UserId user) {
    return config.prefix() + "presence:user:" + user.value();
  }

  private Object stripe(UserId user) {
    return stripes[Math.floorMod(user.hashCode(), STRIPES)];
  }

  @Override
  public boolean opened(UserId user) {
    Optional<CompletionStage<List<Long>>> others;
    // INVARIANT: a user's changes are sent in the order in which they were made.
    synchronized (stripe(user)) {
      if (!local.opened(user)) {
        return false;
      }
      here.add(user);
      others = link.connection().map(it -> tellOpened(it, user));
    }
    return isNobodyElse(others);
  }

  private CompletionStage<List<Long>> tellOpened(Connection to, UserId user) {
    return to.run(
        Scripts.Name.OPENED,
        List.of(nodesKey(), key(user)),
        to.node(),
        config.deadAfter().toMillis(),
        KEPT.toMillis());
  }

  @Override
  public boolean closed(UserId user, Instant at) {
    Optional<CompletionStage<List<Long>>> others;
    synchronized (stripe(user)) {
      if (!local.closed(user, at)) {
        return false;
      }
      here.remove(user);
      others = link.connection().map(it -> tellClosed(it, user, at));
    }
    return isNobodyElse(others);
  }

  private CompletionStage<List<Long>> tellClosed(Connection to, UserId user, Instant at) {
    return to.run(
        Scripts.Name.CLOSED,
        List.of(nodesKey(), key(user)),
        to.node(),
        config.deadAfter().toMillis(),
        KEPT.toMillis(),
        at.toEpochMilli());
  }

  /// Without an answer, what this node knows: nobody.
  private boolean isNobodyElse(Optional<CompletionStage<List<Long>>> others) {
    return others.flatMap(link::await).map(it -> it.getFirst() == 0).orElse(true);
  }

  @Override
  public boolean isOnline(UserId user) {
    return local.isOnline(user)
        || read(List.of(user)).map(it -> it.getFirst().online()).orElse(false);
  }

  @Override
  public Set<UserId> online(Collection<UserId> users) {
    var online = new HashSet<UserId>();
    var elsewhere = new ArrayList<UserId>();
    for (var user : Set.copyOf(users)) {
      if (local.isOnline(user)) {
        online.add(user);
      } else {
        elsewhere.add(user);
      }
    }
    for (int from = 0; from < elsewhere.size(); from += BATCH) {
      var batch = elsewhere.subList(from, Math.min(elsewhere.size(), from + BATCH));
      var seen = read(batch);
      if (seen.isEmpty()) {
        break;
      }
      for (int i = 0; i < batch.size(); i++) {
        if (seen.get().get(i).online()) {
          online.add(batch.get(i));
        }
      }
    }
    return Set.copyOf(online);
  }

  @Override
  public Optional<Instant> lastSeen(UserId user) {
    if (local.isOnline(user)) {
      return Optional.empty();
    }
    var shared = read(List.of(user)).map(List::getFirst);
    if (shared.isEmpty()) {
      return local.lastSeen(user);
    }
    if (shared.get().online()) {
      return Optional.empty();
    }
    // What this node saw while Redis was away, Redis does not know.
    return Stream.concat(shared.flatMap(Seen::at).stream(), local.lastSeen(user).stream())
        .max(Instant::compareTo);
  }

  private Optional<List<Seen>> read(List<UserId> users) {
    var connection = link.connection();
    if (connection.isEmpty() || users.isEmpty()) {
      return Optional.empty();
    }
    var keys = new ArrayList<String>(users.size() + 1);
    keys.add(nodesKey());
    users.forEach(user -> keys.add(key(user)));
    return link.await(connection.get().run(Scripts.Name.READ, keys, config.deadAfter().toMillis()))
        .map(RedisPresence::seen);
  }

  private static List<Seen> seen(List<Long> answer) {
    var seen = new ArrayList<Seen>(answer.size() / 2);
    for (int i = 0; i < answer.size(); i += 2) {
      long at = answer.get(i + 1);
      seen.add(
          new Seen(
              answer.get(i) != 0,
              at == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(at))));
    }
    return seen;
  }

  @Override
  public void connected(Connection connection) throws UnansweredException {
    var before = lastNode;
    lastNode = Optional.of(connection.node());
    if (before.isPresent()) {
      var _ = link.await(retire(connection, before.get()), PATIENCE);
    }
    tellAll(connection);
  }

  private CompletionStage<List<Long>> retire(Connection connection, String node) {
    return connection.run(
        Scripts.Name.RETIRE, List.of(nodesKey()), node, config.deadAfter().toMillis());
  }

  /// This node's sessions end, as far as others can see.
  void leave() {
    link.connection().map(it -> retire(it, it.node())).ifPresent(link::await);
    link.close();
  }

  /// Users whose first session opened before the connection was in use are in `here`; the others
  /// tell it themselves.
  private void tellAll(Connection connection) throws UnansweredException {
    renewedAt.set(System.nanoTime());
    var batch = new ArrayList<CompletionStage<List<Long>>>(BATCH);
    for (var user : here) {
      synchronized (stripe(user)) {
        if (here.contains(user)) {
          batch.add(tellOpened(connection, user));
        }
      }
      if (batch.size() == BATCH) {
        await(batch);
      }
    }
    await(batch);
  }

  private void await(List<CompletionStage<List<Long>>> batch) throws UnansweredException {
    for (var answer : batch) {
      var _ = link.await(answer, PATIENCE);
    }
    batch.clear();
  }

  @Override
  public void heartbeat(Connection connection) throws UnansweredException {
    var known =
        link.await(
            connection.run(
                Scripts.Name.HEARTBEAT,
                List.of(nodesKey()),
                connection.node(),
                config.deadAfter().toMillis(),
                FORGOTTEN.toMillis()),
            PATIENCE);
    boolean isInUse = lastNode.filter(connection.node()::equals).isPresent();
    boolean isForgotten = known.getFirst() == 0;
    boolean isDue = System.nanoTime() - renewedAt.get() > RENEWAL.toNanos();
    if (isInUse && (isForgotten || isDue)) {
      tellAll(connection);
    }
  }

  private record Seen(boolean online, Optional<Instant> at) {}
}
