package io.chat4all.verify.load;

import io.chat4all.client.Chat4AllException;
import io.chat4all.protocol.json.ProtoJson;
import io.chat4all.protocol.v1.ListMessagesRequest;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.MessageStatus;
import io.chat4all.verify.check.Cast;
import io.chat4all.verify.check.DeliveryCheck;
import io.chat4all.verify.check.Journal;
import io.chat4all.verify.check.Sent;
import io.chat4all.verify.check.StatusWatch;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/// What clients do during a run: members with live sessions who say what they have, senders over
/// four protocols, and somebody who asks for statuses.
///
/// Times are nanoseconds since the start of the run. Thread-safe.
public final class Workload implements AutoCloseable {

  /// As apps do. Four times as often, the receipts were most of the load.
  private static final Duration SAY_EVERY = Duration.ofSeconds(1);

  private static final Duration ASK_EVERY = Duration.ofMillis(50);

  /// What a device sends at most. It waits for each answer, so with few devices every delay would
  /// lower the rate.
  private static final double MOST_A_SECOND = 1;

  /// WhatsApp takes one message in six seconds for a recipient: what is more would wait longer and
  /// longer.
  private static final double MOST_A_SECOND_OUTSIDE = 0.15;

  private static final int WATCHED = 200;
  private static final int READ_TRIES = 40;

  private final Troupe troupe;
  private final Journal journal;
  private final StatusWatch watch;
  private final Shape shape;
  private final List<URI> gateways;
  private final Random random;
  private final LongSupplier now;
  private final ProtoJson json = new ProtoJson();
  private final HttpClient http;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("verify-", 0).factory());
  private final List<Receiver> receivers = new ArrayList<>();
  private final AtomicLong patience = new AtomicLong(Long.MAX_VALUE);
  private final long end;
  private volatile boolean closed;

  public Workload(
      Troupe troupe,
      Journal journal,
      StatusWatch watch,
      Shape shape,
      List<URI> gateways,
      HttpClient http,
      LongSupplier now) {
    this.troupe = troupe;
    this.journal = journal;
    this.watch = watch;
    this.shape = shape;
    this.gateways = List.copyOf(gateways);
    this.http = http;
    this.now = now;
    this.random = new Random(troupe.cast().talks().size());
    this.end = now.getAsLong() + shape.duration().toNanos();
  }

  /// Opens the sessions. Must be called before [#start].
  public void connect() {
    for (var user : troupe.users()) {
      if (isOutside(user)) {
        continue;
      }
      receivers.add(
          user.number() % 2 == 0
              ? new WsReceiver(user, http, json, gateways, journal, now)
              : new LiveReceiver(user, journal, now));
    }
  }

  /// Starts to send, to acknowledge and to ask.
  public void start() {
    var lanes = lanes();
    lanes.forEach(threads::execute);
    threads.execute(this::sayAll);
    threads.execute(this::askAll);
    threads.shutdown();
  }

  /// From now on an attempt that fails is not repeated after so long.
  public void finishWithin(Duration time) {
    patience.set(now.getAsLong() + time.toNanos());
  }

  /// When sending ends.
  public long end() {
    return end;
  }

  /// Waits until every send is answered or given up, and every member was told what there is, at
  /// most so long; answers whether they were.
  public boolean awaitQuiet(Duration most) throws InterruptedException {
    long deadline = now.getAsLong() + most.toNanos();
    boolean quiet = false;
    while (!quiet && now.getAsLong() < deadline) {
      TimeUnit.MILLISECONDS.sleep(200);
      quiet = journal.counts().unanswered() == 0 && allToldUpTo(heads());
    }
    return quiet;
  }

  /// Says everything again that may have been lost, and waits until the platform knows it, at most
  /// so long.
  public void sayAllAgain(Duration most) throws InterruptedException {
    long deadline = now.getAsLong() + most.toNanos();
    receivers.forEach(receiver -> receiver.say(true));
    while (!isKnown() && now.getAsLong() < deadline) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  /// A page of history as a member reads it.
  public List<Message> page(int member, int talk, long afterSeq, int limit) {
    var request =
        ListMessagesRequest.newBuilder()
            .setConversationId(troupe.cast().talks().get(talk).id())
            .setAfterSeq(afterSeq)
            .setPageSize(limit)
            .build();
    return patiently(attempt -> {
      var rows = new ArrayList<Message>();
      var pages = troupe.users().get(member).client(attempt).messages(request);
      while (rows.size() < limit && pages.hasNext()) {
        rows.add(pages.next());
      }
      return rows;
    });
  }

  /// How far a message has come, as its sender sees it.
  public MessageStatus status(Sent sent) {
    return patiently(
        attempt -> troupe.users().get(sent.sender()).client(attempt).status(journal.id(sent)));
  }

  /// Waits until no delivery to an outside address may move any more, at most so long.
  public void awaitDeliveries(List<Sent> outside, Duration most) throws InterruptedException {
    long deadline = now.getAsLong() + most.toNanos();
    var open = new ArrayList<>(outside);
    while (now.getAsLong() < deadline) {
      open.removeIf(sent -> !DeliveryCheck.isOpen(status(sent)) || isUncertain(sent));
      if (open.isEmpty()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  /// Whether the platform waits for news about a delivery whose answer was lost.
  public boolean isUncertain(Sent sent) {
    return patiently(attempt ->
        troupe
            .users()
            .get(sent.sender())
            .client(attempt)
            .trace(journal.id(sent))
            .getDeliveriesList()
            .stream()
            .anyMatch(delivery -> delivery.getState().equals("uncertain")));
  }

  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
    receivers.forEach(Receiver::close);
  }

  private List<Lane> lanes() {
    var inside = new ArrayList<int[]>();
    var outside = new ArrayList<int[]>();
    var talks = troupe.cast().talks();
    for (int talk = 0; talk < talks.size(); talk++) {
      var members = talks.get(talk).members();
      for (int member : members.subList(0, Math.min(3, members.size()))) {
        (talks.get(talk).address().isPresent() ? outside : inside).add(new int[] {talk, member});
      }
    }
    double slow = Math.min(MOST_A_SECOND_OUTSIDE, shape.rate() / 10 / Math.max(1, outside.size()));
    double each = (shape.rate() - slow * outside.size()) / inside.size();
    int devices = (int) Math.ceil(each / MOST_A_SECOND);
    var lanes = new ArrayList<Lane>();
    for (var pair : inside) {
      for (int device = 0; device < devices; device++) {
        lanes.add(lane(pair[0], pair[1], each / devices, lanes.size()));
      }
    }
    outside.forEach(pair -> lanes.add(lane(pair[0], pair[1], slow, lanes.size())));
    return lanes;
  }

  private Lane lane(int talk, int member, double rate, int number) {
    var user = troupe.users().get(member);
    SendPath path =
        switch (isOutside(user) ? number % 2 : number % 3) {
          case 0 -> new RestPath(http, json, user, gateways);
          case 1 -> new GrpcPath(user);
          default -> receivers.get(member);
        };
    var schedule = new Lane.Schedule((long) (1e9 / rate), end, patience::get);
    return new Lane(journal, talk, user, path, schedule, random.nextLong(), now);
  }

  private void sayAll() {
    every(SAY_EVERY, () -> receivers.forEach(receiver -> receiver.say(false)));
  }

  private void askAll() {
    var watched = new ArrayList<Sent>();
    var choice = new Random(1);
    every(
        ASK_EVERY,
        () -> {
          if (watched.size() < WATCHED || choice.nextInt(4) == 0) {
            journal
                .anyAccepted(choice)
                .ifPresent(sent -> {
                  if (watched.size() < WATCHED) {
                    watched.add(sent);
                  } else {
                    watched.set(choice.nextInt(WATCHED), sent);
                  }
                });
          }
          if (!watched.isEmpty()) {
            ask(watched.get(choice.nextInt(watched.size())), choice.nextInt(gateways.size()));
          }
        });
  }

  private void ask(Sent sent, int gateway) {
    try {
      var answer = troupe.users().get(sent.sender()).client(gateway).status(journal.id(sent));
      watch.answered(sent, answer, now.getAsLong());
    } catch (Chat4AllException e) {
      journal.failed("status " + e.code());
    }
  }

  private void every(Duration time, Runnable task) {
    try {
      while (!closed) {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        task.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long[] heads() {
    var talks = troupe.cast().talks();
    var heads = new long[talks.size()];
    for (int talk = 0; talk < heads.length; talk++) {
      heads[talk] = talks.get(talk).address().isPresent() ? 0 : head(talk, talks.get(talk));
    }
    return heads;
  }

  private long head(int talk, Cast.Talk of) {
    int member = of.members().getFirst();
    long told = journal.contiguous(member, talk);
    var more = page(member, talk, told, 1);
    return more.isEmpty() ? told : more.getLast().getSeq();
  }

  private boolean allToldUpTo(long[] heads) {
    var talks = troupe.cast().talks();
    for (int talk = 0; talk < heads.length; talk++) {
      long head = heads[talk];
      for (int member : talks.get(talk).members()) {
        if (journal.contiguous(member, talk) < head) {
          return false;
        }
      }
    }
    return journal.allAcceptedAreTold();
  }

  /// Whether the newest message of each conversation has the status that was said about it.
  private boolean isKnown() {
    var talks = troupe.cast().talks();
    for (int talk = 0; talk < talks.size(); talk++) {
      int member = talks.get(talk).members().getFirst();
      long told = journal.contiguous(member, talk);
      if (talks.get(talk).address().isEmpty() && told > 0) {
        var newest = page(member, talk, told - 1, 1);
        if (newest.isEmpty() || !journal.isStatusAsSaid(newest.getFirst())) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isOutside(User user) {
    return troupe.cast().talks().stream()
        .anyMatch(talk -> talk.address().isPresent() && talk.members().contains(user.number()));
  }

  private static <T> T patiently(IntFunction<T> call) {
    for (int attempt = 0; ; attempt++) {
      try {
        return call.apply(attempt);
      } catch (Chat4AllException e) {
        if (attempt == READ_TRIES) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(250));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
