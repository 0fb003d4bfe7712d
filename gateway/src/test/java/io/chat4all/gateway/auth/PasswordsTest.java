package io.chat4all.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PasswordsTest {

  @Test
  void aPasswordMatchesItsHashOnly() {
    try (var passwords = new Passwords(4)) {
      var hash = Optional.of(passwords.hash("correct horse"));

      assertThat(passwords.matches("correct horse", hash)).isTrue();
      assertThat(passwords.matches("wrong", hash)).isFalse();
      assertThat(passwords.matches("x".repeat(100), hash)).isFalse();
      assertThat(passwords.matches("nobody's password", Optional.empty())).isFalse();
    }
  }

  @Test
  void anEmptyHashMatchesNothing() {
    try (var passwords = new Passwords(4)) {
      for (var password : List.of("", "x", "nobody's password", "\0")) {
        assertThat(passwords.matches(password, Optional.of(""))).isFalse();
      }
    }
  }

  @Test
  void passwordsThatBcryptWouldCutAreRefused() {
    assertThatThrownBy(() -> Passwords.hash(4, "é".repeat(40)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("80 bytes");
  }

  @Test
  void aStormOfLoginsIsLimitedAndTheOthersAreAnswered() throws Exception {
    int logins = 40 * Runtime.getRuntime().availableProcessors();
    int answered = 0;
    int limited = 0;
    try (var passwords = new Passwords(8);
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var hash = Optional.of(passwords.hash("secret"));
      var results = new ArrayList<Future<Boolean>>();
      Callable<Boolean> login = () -> passwords.matches("secret", hash);
      for (int i = 0; i < logins; i++) {
        results.add(callers.submit(login));
      }
      for (var result : results) {
        try {
          assertThat(result.get()).isTrue();
          answered++;
        } catch (ExecutionException e) {
          assertThat(e.getCause())
              .isInstanceOfSatisfying(
                  ApiException.class,
                  refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                    assertThat(refusal.retryAfter()).isPositive();
                  });
          limited++;
        }
      }
    }

    assertThat(answered).isPositive();
    assertThat(limited).isPositive();
  }

  @Test
  void aLoginThatWaitedTooLongIsNotDone() throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    try (var passwords = new Passwords(11, Duration.ofMillis(1));
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<Future<String>>();
      for (int i = 0; i < cores * 4; i++) {
        results.add(callers.submit(() -> passwords.hash("secret")));
      }

      assertThat(results)
          .anySatisfy(result ->
              assertThatThrownBy(result::get)
                  .hasCauseInstanceOf(ApiException.class)
                  .hasMessageContaining("too many logins"));
    }
  }
}
