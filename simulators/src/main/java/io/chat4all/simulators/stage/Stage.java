package io.chat4all.simulators.stage;

import io.chat4all.simulators.fault.Buckets;
import io.chat4all.simulators.fault.Faults;
import io.chat4all.simulators.http.Web;
import io.chat4all.simulators.world.Books;
import io.chat4all.simulators.world.Ids;
import io.chat4all.simulators.world.Later;
import io.chat4all.simulators.world.LiveSettings;
import io.chat4all.simulators.world.People;
import io.chat4all.simulators.world.Person;
import java.time.Clock;
import java.util.concurrent.ExecutorService;

/// What every simulated provider works with.
///
/// @param threads a virtual thread per task, for what blocks
public record Stage(
    People people,
    Books books,
    LiveSettings settings,
    Faults faults,
    Buckets buckets,
    Later later,
    Web web,
    Ids ids,
    Clock clock,
    ExecutorService threads) {

  /// Lets a person's phone show a message, and later the person read it; each if and when the
  /// person does so.
  public void attend(Person person, Runnable deliver, Runnable read) {
    person
        .behaviour()
        .deliverAfter()
        .ifPresent(delay ->
            later.after(
                delay,
                () -> {
                  deliver.run();
                  person.behaviour().readAfter().ifPresent(wait -> later.after(wait, read));
                }));
  }
}
