package io.chat4all.simulators.http;

/// One simulated API. Calls run on virtual threads and may block.
@FunctionalInterface
public interface Api {

  /// Throws [Refusal] for an error of the provider.
  Answer answer(Call call) throws InterruptedException;
}
