package io.chat4all.worker.inbound;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/// Lets one call of all that are made through it fail, before or after it did its work; as a crash
/// or a lost answer does. Thread-safe.
final class Stumbling {

  static final Stumbling NEVER = new Stumbling(-1, false);

  private final int at;
  private final boolean after;
  private final AtomicInteger calls = new AtomicInteger();

  /// Fails the call of this number, from 0.
  Stumbling(int at, boolean after) {
    this.at = at;
    this.after = after;
  }

  /// Whether the call that was to fail was made.
  boolean hasFailed() {
    return calls.get() > at;
  }

  <T> T over(Class<T> port, T real) {
    if (at < 0) {
      return real;
    }
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, method, arguments) -> {
              boolean fails = calls.getAndIncrement() == at;
              if (fails && !after) {
                throw failure();
              }
              try {
                var answer = method.invoke(real, arguments);
                if (fails) {
                  throw failure();
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private static ApiException failure() {
    return new ApiException(ErrorCode.UNAVAILABLE, "told to fail");
  }
}
