package io.chat4all.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryKey;
import io.chat4all.core.delivery.DeliveryLedger;
import io.chat4all.core.delivery.DeliveryLedger.Finished;
import io.chat4all.core.delivery.DeliveryLedger.Receipt;
import io.chat4all.core.delivery.DeliveryLedger.State;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.delivery.DeliveryTicket;
import io.chat4all.core.delivery.InMemoryDeliveryLedger;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is done, in whatever order, the ledger on disk answers what the one in memory answers,
/// which is written another way.
@Timeout(120)
final class LedgersAgreeTest {

  private static final ChannelId CHANNEL = new ChannelId("whatsapp");
  private static final ChannelId UNUSED = new ChannelId("unused");
  private static final List<ChannelAccountId> ACCOUNTS =
      List.of(new ChannelAccountId(CHANNEL, "a"), new ChannelAccountId(CHANNEL, "b"));
  private static final List<String> OUTCOMES =
      List.of("accepted", "deferred", "refused", "uncertain", "");
  private static final List<State> STATES = List.of(State.values());
  private static final int SEQS = 5;
  private static final int STEPS = Integer.getInteger("test.ledger-steps", 250);

  private final DeliveryLedger fake = new InMemoryDeliveryLedger();
  private final List<DeliveryTicket> tickets = new ArrayList<>();
  private Random random = new Random(0);
  private Instant now = Instant.parse("2026-11-20T10:00:00.123456Z");

  static IntStream seeds() {
    return IntStream.rangeClosed(1, Integer.getInteger("test.ledger-seeds", 8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theyAgree(int seed, @TempDir Path dir) {
    agree(seed, new OpenedStores(dir));
  }

  @Test
  void theyAgreeOnPostgresToo() {
    agree(99, new PostgresStores());
  }

  private void agree(int seed, StoresOfATest opened) {
    random = new Random(seed);
    try (var stores = opened) {
      for (int step = 0; step < STEPS; step++) {
        now = now.plusMillis(random.nextInt(20) == 0 ? 86_400_000 : random.nextInt(20_000));
        same(stores, "step " + step + " of seed " + seed, step());
        if (step % 10 == 0) {
          compare(stores, "after step " + step + " of seed " + seed);
        }
        if (random.nextInt(50) == 0) {
          stores.restarted();
          same(stores, "restart", ledger -> ledger.takeDue(UNUSED, now, Duration.ZERO, 1));
        }
      }
      compare(stores, "at the end of seed " + seed);
    }
  }

  private void same(StoresOfATest stores, String when, Function<DeliveryLedger, Object> call) {
    assertThat(call.apply(stores.get().ledger())).as(when).isEqualTo(call.apply(fake));
  }

  private Function<DeliveryLedger, Object> step() {
    return switch (random.nextInt(18)) {
      case 0, 1, 2, 3 -> begin();
      case 4, 5, 6, 7, 8 -> finish();
      case 9, 10, 11 -> match();
      case 12, 13 -> takeDue();
      case 14 -> administer();
      case 15 -> sentBy();
      case 16 -> reached();
      default -> name();
    };
  }

  private Function<DeliveryLedger, Object> begin() {
    var begun =
        IntStream.rangeClosed(0, random.nextInt(3))
            .mapToObj(_ -> random.nextInt(8) == 0 ? later(known()) : random())
            .toList();
    tickets.addAll(begun);
    return ledger -> ledger.begin(begun, now);
  }

  private DeliveryTicket random() {
    int message = 1 + random.nextInt(SEQS);
    var account = ACCOUNTS.get(random.nextInt(2));
    var recipient = random.nextInt(2) + account.name();
    return ticket(message, account, recipient, recipient, 0);
  }

  private DeliveryTicket ticket(
      int message, ChannelAccountId account, String recipient, String address, int round) {
    return new DeliveryTicket(
        new DeliveryKey(
            new ConversationId(new UUID(7, 7)),
            new MessageId(new UUID(1, message)),
            recipient,
            CHANNEL),
        message,
        new UserId("bruno"),
        new Target(account, address),
        List.of(),
        Optional.empty(),
        round,
        now);
  }

  /// A ticket of a later round, at times to another address.
  private DeliveryTicket later(DeliveryTicket it) {
    return ticket(
        Math.toIntExact(it.seq()),
        it.target().account(),
        it.key().recipient(),
        random.nextInt(4) == 0 ? "another" : it.target().address(),
        it.round() + random.nextInt(2));
  }

  private DeliveryTicket known() {
    return tickets.isEmpty() ? random() : tickets.get(random.nextInt(tickets.size()));
  }

  private Function<DeliveryLedger, Object> finish() {
    var ticket = known();
    var state = STATES.get(random.nextInt(STATES.size()));
    int parts = random.nextInt(3);
    var ids =
        state == State.SENT || random.nextInt(4) == 0
            ? IntStream.range(0, parts).mapToObj(_ -> providerId()).distinct().toList()
            : List.<String>of();
    var finished =
        new Finished(
            ticket.key(),
            state,
            ids,
            Math.max(parts, ids.size()),
            OUTCOMES.get(random.nextInt(OUTCOMES.size())),
            "because",
            random.nextInt(3) == 0
                ? Optional.empty()
                : Optional.of(now.plusSeconds(random.nextInt(60))),
            random.nextBoolean(),
            now);
    return ledger -> ledger.finish(List.of(finished));
  }

  private String providerId() {
    return "id" + random.nextInt(12);
  }

  private Function<DeliveryLedger, Object> match() {
    var receipts =
        IntStream.rangeClosed(0, random.nextInt(3))
            .mapToObj(_ ->
                new Receipt(
                    ACCOUNTS.get(random.nextInt(2)),
                    random.nextInt(6) == 0 ? "" : providerId(),
                    random.nextInt(3) == 0 ? known().key().id() : "",
                    List.of(
                            DeliveryStatus.FAILED,
                            DeliveryStatus.SENT,
                            DeliveryStatus.DELIVERED,
                            DeliveryStatus.READ)
                        .get(random.nextInt(4)),
                    random.nextBoolean(),
                    "reason " + random.nextInt(100),
                    now.minusSeconds(random.nextInt(9))))
            .toList();
    return ledger -> ledger.match(receipts);
  }

  private Function<DeliveryLedger, Object> takeDue() {
    int limit = 1 + random.nextInt(3);
    var lease = Duration.ofSeconds(random.nextInt(40));
    return ledger -> ledger.takeDue(CHANNEL, now, lease, limit);
  }

  private Function<DeliveryLedger, Object> administer() {
    var key = known().key();
    var account = ACCOUNTS.get(random.nextInt(2));
    return switch (random.nextInt(3)) {
      case 0 -> ledger -> ledger.reopen(key, now);
      case 1 -> ledger -> ledger.discard(key, now);
      default -> ledger -> ledger.release(account, now);
    };
  }

  private Function<DeliveryLedger, Object> sentBy() {
    var target = known().target();
    var id = "id of " + target + random.nextInt(30);
    var time = now.minusSeconds(random.nextInt(60));
    return ledger -> ledger.sentBy(target.account(), target.address(), id, time);
  }

  private Function<DeliveryLedger, Object> reached() {
    var target = known().target();
    var status = random.nextBoolean() ? DeliveryStatus.DELIVERED : DeliveryStatus.READ;
    var time = now.minusSeconds(random.nextInt(60));
    return ledger -> ledger.reached(target.account(), target.address(), status, time, 3);
  }

  private Function<DeliveryLedger, Object> name() {
    var ticket = known();
    var id = providerId();
    return ledger -> {
      ledger.name(ticket.target().account(), ticket.target().address(), id, message(ticket));
      return "";
    };
  }

  private static MessageKey message(DeliveryTicket ticket) {
    return new MessageKey(ticket.key().conversation(), ticket.key().message());
  }

  private void compare(StoresOfATest stores, String when) {
    var keys = tickets.stream().map(DeliveryTicket::key).distinct().toList();
    same(stores, when, ledger -> ledger.find(keys));
    same(stores, when, ledger -> ledger.answered(keys));
    same(stores, when, ledger -> ledger.dead(Optional.empty(), Optional.empty(), 9));
    var after = Optional.of(known().key());
    same(stores, when, ledger -> ledger.dead(Optional.of(CHANNEL), after, 2));
    for (var ticket : tickets.stream().limit(9).toList()) {
      var target = ticket.target();
      var id = providerId();
      same(stores, when, ledger -> ledger.of(message(ticket)));
      same(stores, when, ledger -> ledger.names(message(ticket), target));
      same(stores, when, ledger -> ledger.named(target.account(), id));
      same(stores, when, ledger -> ledger.uncertain(target.account(), target.address()));
      same(stores, when, ledger -> ledger.sentUpTo(target.account(), target.address(), "", now, 3));
      same(stores, when, ledger -> ledger.sentUpTo(target.account(), target.address(), id, now, 3));
      same(stores, when, ledger -> ledger.attempts(message(ticket), Integer.MAX_VALUE));
    }
  }
}
