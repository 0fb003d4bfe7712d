package io.chat4all.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.client.Tokens;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SignInFileTest {

  private static final Instant LATER = Instant.parse("2026-11-20T15:00:00Z");

  @TempDir private Path home;

  @Test
  void keepsWhatAnotherProcessWillRead() {
    var tokens = new Tokens("access", LATER, LATER.minusSeconds(60), "refresh=1\\ü");

    new SignInFile(home).signedIn("http://localhost:8000", "bruno", tokens);

    var other = new SignInFile(home);
    assertThat(other.url()).isEqualTo("http://localhost:8000");
    assertThat(other.userId()).isEqualTo("bruno");
    assertThat(other.read()).isEqualTo(tokens);
  }

  @Test
  void renewalsHappenOneAfterTheOther() {
    var file = new SignInFile(home);
    var inside = new AtomicInteger();
    var most = new AtomicInteger();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        var _ =
            threads.submit(() ->
                file.update(before -> {
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  inside.decrementAndGet();
                  return new Tokens("a", LATER, LATER, before.refreshToken() + "x");
                }));
      }
    }

    assertThat(file.read().refreshToken()).isEqualTo("x".repeat(20));
    assertThat(most).hasValue(1);
  }

  @Test
  void aFailedRenewalChangesNothing() {
    var file = new SignInFile(home);
    var tokens = new Tokens("a", LATER, LATER, "r");
    file.signedIn("http://localhost", "bruno", tokens);

    assertThatThrownBy(() ->
            file.update(_ -> {
              throw new IllegalStateException("scripted");
            }))
        .hasMessage("scripted");

    assertThat(file.read()).isEqualTo(tokens);
  }

  @Test
  void nobodyIsSignedInAfterDeletion() {
    var file = new SignInFile(home);
    file.signedIn("http://localhost", "bruno", Tokens.NONE);

    file.delete();
    file.delete();

    assertThat(file.url()).isEmpty();
    assertThat(file.read()).isEqualTo(Tokens.NONE);
  }
}
