package io.chat4all.verify.check;

import io.chat4all.protocol.v1.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// A whole run against a [SimulatedPlatform], step by step from a seed: honest clients, lost
/// answers, broken sessions, killed routers and gateways.
final class SimulatedRun {

  private static final int STEPS = 3_000;
  private static final int ALIVE = 3;
  private static final Cast CAST =
      new Cast(
          List.of("ana", "bia", "caio", "davi", "eva"),
          List.of(
              new Cast.Talk("talk-0", List.of(0, 1), Optional.empty()),
              new Cast.Talk("talk-1", List.of(1, 2, 3, 4), Optional.empty()),
              new Cast.Talk("talk-2", List.of(0, 3), Optional.empty()),
              new Cast.Talk("talk-3", List.of(4), Optional.of("whatsapp:5511987650001"))));

  private final Violations violations = new Violations();
  private final Journal journal;
  private final StatusWatch watch;
  private final SimulatedPlatform platform;
  private final Random random;
  private final Map<String, Integer> positions = new HashMap<>();
  private final Set<Integer> offline = new HashSet<>();
  private final List<Sent> accepted = new ArrayList<>();
  private long now;
  private int asked;

  SimulatedRun(long seed, Optional<Mutant> mutant) {
    random = new Random(seed);
    journal = new Journal(CAST, seed, 1_790_000_000_000L, violations);
    watch = new StatusWatch(journal, violations);
    platform = new SimulatedPlatform(CAST, mutant);
  }

  Journal journal() {
    return journal;
  }

  Violations run() {
    for (int step = 0; step < STEPS; step++) {
      now += 1_000_000;
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> send();
        case 3, 4, 5, 6 ->
            platform.route(talk(), random.nextInt(10) == 0 ? random.nextInt(ALIVE) : ALIVE);
        case 7 -> toggle(random.nextInt(CAST.users().size()));
        case 8 -> say(random.nextInt(CAST.users().size()));
        default -> ask();
      }
      receive();
    }
    rest();
    judge();
    return violations;
  }

  private void send() {
    int talk = talk();
    var members = CAST.talks().get(talk).members();
    var sent = journal.sending(talk, members.get(random.nextInt(members.size())), now);
    boolean answered = false;
    while (!answered) {
      now += 100_000;
      journal.attempted(sent);
      if (!platform.send(talk, message(sent), random.nextInt(20) == 0)) {
        journal.refused(sent, "message_id_conflict", now);
        return;
      }
      answered = random.nextInt(10) > 0;
    }
    journal.accepted(sent, now);
    accepted.add(sent);
  }

  private Message message(Sent sent) {
    return Message.newBuilder()
        .setConversationId(CAST.talks().get(sent.talk()).id())
        .setMessageId(journal.id(sent))
        .setSenderId(CAST.users().get(sent.sender()))
        .setContent(journal.text(sent))
        .build();
  }

  private void toggle(int user) {
    if (!offline.remove(user)) {
      offline.add(user);
      return;
    }
    for (int talk : talksOf(user)) {
      positions.put(user + "/" + talk, platform.events(talk, 0).size());
      for (var message : platform.sync(talk, journal.contiguous(user, talk))) {
        journal.told(user, message, true, now);
      }
    }
  }

  private void receive() {
    for (int user = 0; user < CAST.users().size(); user++) {
      if (!offline.contains(user)) {
        for (int talk : talksOf(user)) {
          for (var message : platform.events(talk, positions.getOrDefault(user + "/" + talk, 0))) {
            positions.merge(user + "/" + talk, 1, Integer::sum);
            journal.told(user, message, false, now);
          }
        }
      }
    }
  }

  private void say(int user) {
    for (int talk : talksOf(user)) {
      long seq = journal.contiguous(user, talk);
      if (seq > 0) {
        journal.acking(user, talk, seq);
        platform.ack(talk, user, seq);
        if (user % 2 == 0) {
          journal.reading(user, talk, seq);
          platform.read(talk, user, seq);
        }
      }
    }
  }

  private void ask() {
    if (accepted.isEmpty()) {
      return;
    }
    var sent = accepted.get(random.nextInt(accepted.size()));
    for (int i = 0; i < 2; i++) {
      platform
          .row(sent.talk(), journal.id(sent))
          .ifPresent(row -> watch.answered(sent, platform.status(sent.talk(), row, asked++), now));
    }
  }

  private void rest() {
    for (int talk = 0; !platform.isIdle(); talk = (talk + 1) % CAST.talks().size()) {
      platform.route(talk, ALIVE);
    }
    receive();
    for (int user = 0; user < CAST.users().size(); user++) {
      offline.add(user);
      toggle(user);
      say(user);
    }
  }

  private void judge() {
    new Checker(journal, violations)
        .check((member, talk, after, limit) ->
            platform.history(talk, member, after, Math.min(limit, 1_000)));
    var deliveries = new DeliveryCheck(journal, violations, platform.books());
    for (var sent : accepted) {
      if (CAST.talks().get(sent.talk()).address().isPresent()) {
        platform
            .row(sent.talk(), journal.id(sent))
            .ifPresent(row -> deliveries.check(sent, platform.status(sent.talk(), row, 0), false));
      }
    }
  }

  private int talk() {
    return random.nextInt(CAST.talks().size());
  }

  private static List<Integer> talksOf(int user) {
    var talks = new ArrayList<Integer>();
    for (int talk = 0; talk < CAST.talks().size(); talk++) {
      if (CAST.talks().get(talk).members().contains(user)) {
        talks.add(talk);
      }
    }
    return talks;
  }
}
