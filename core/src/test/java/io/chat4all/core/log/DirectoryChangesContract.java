package io.chat4all.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every [DirectoryChanges] does. Each test gets a log of its own.
@Timeout(60)
public abstract class DirectoryChangesContract {

  /// Of this process.
  protected abstract DirectoryChanges here();

  /// Of another process with the same log, or of this one where there is only one.
  protected abstract DirectoryChanges there();

  @Test
  void theAnnouncingProcessHearsBeforeTheAnnouncementReturns() {
    var heard = new RecordingConsumer<DirectoryChange>();

    try (var _ = here().listen(change -> heard.accept(List.of(change)))) {
      LogSamples.changes().forEach(here()::announce);

      assertThat(heard.heard()).isNotEmpty().doesNotContainNull();
      assertThat(heard.heard().stream().map(Object::getClass).distinct())
          .hasSameSizeAs(DirectoryChange.class.getPermittedSubclasses());
    }
  }

  @Test
  void anotherProcessHears() throws Exception {
    var heard = new RecordingConsumer<DirectoryChange>();
    var changes = LogSamples.changes();

    try (var _ = there().listen(change -> heard.accept(List.of(change)))) {
      changes.forEach(here()::announce);
      heard.awaitHeard(changes.size());
    }

    assertThat(heard.heard()).isEqualTo(changes);
  }

  @Test
  void aClosedListenerHearsNoMore() {
    var heard = new RecordingConsumer<DirectoryChange>();

    here().listen(change -> heard.accept(List.of(change))).close();
    here().announce(LogSamples.changes().getFirst());

    assertThat(heard.heard()).isEmpty();
  }
}
