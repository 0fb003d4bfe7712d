package io.chat4all.simulators.whatsapp;

import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.Entry;
import io.chat4all.simulators.world.Person;
import java.util.Optional;

/// The way of an accepted message: sent, delivered, read (and played, when it is audio), or failed.
///
/// Thread-safe.
final class Ladder {

  private final Stage stage;

  Ladder(Stage stage) {
    this.stage = stage;
  }

  /// Says `sent` soon, and lets the person's phone do its part.
  void climb(WhatsAppNumber number, Entry entry, Person person, Runnable afterRead) {
    stage
        .later()
        .after(
            stage.settings().timing().sentAfter(),
            () -> {
              reach(number, entry, person, "sent");
              stage.attend(
                  person,
                  () -> deliver(number, entry, person),
                  () -> readByItself(number, entry, person, afterRead));
            });
  }

  /// Says `failed` soon.
  void fall(
      WhatsAppNumber number,
      Entry entry,
      Optional<Person> person,
      WhatsAppError error,
      String details) {
    stage
        .later()
        .after(
            stage.settings().timing().sentAfter(),
            () ->
                entry
                    .reach("failed", Optional.of(error.code()), stage.clock().instant())
                    .ifPresent(line ->
                        WhatsAppEvents.failed(
                            number, entry, person, line, error.inStatus(details))));
  }

  void deliver(WhatsAppNumber number, Entry entry, Person person) {
    if (entry.has("failed") || entry.shown()) {
      return;
    }
    entry.show();
    if (!isReaction(entry) && !person.behaviour().skipsDelivered()) {
      reach(number, entry, person, "delivered");
    }
  }

  /// Everything up to this message has been seen.
  void read(WhatsAppNumber number, Entry last, Person person) {
    for (var entry : stage.books().entries(Channel.WHATSAPP, number.id(), person.id())) {
      if (entry.origin().outbound() && !entry.has("failed") && !isReaction(entry)) {
        deliver(number, entry, person);
        reach(number, entry, person, "read");
        if (entry.content().kind().equals("audio")) {
          reach(number, entry, person, "played");
        }
      }
      if (entry.equals(last)) {
        return;
      }
    }
  }

  private void readByItself(WhatsAppNumber number, Entry entry, Person person, Runnable afterRead) {
    if (!isReaction(entry)) {
      read(number, entry, person);
      afterRead.run();
    }
  }

  private void reach(WhatsAppNumber number, Entry entry, Person person, String status) {
    entry
        .reach(status, Optional.empty(), stage.clock().instant())
        .ifPresent(line -> WhatsAppEvents.status(number, entry, person, line));
  }

  /// A reaction is sent and nothing more.
  private static boolean isReaction(Entry entry) {
    return entry.content().kind().equals("reaction");
  }
}
