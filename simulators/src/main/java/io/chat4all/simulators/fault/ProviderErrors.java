package io.chat4all.simulators.fault;

import io.chat4all.simulators.http.Answer;

/// How a provider words its troubles.
public interface ProviderErrors {

  Answer serverError();

  /// With a hint when to come back, where the provider gives one.
  Answer rateLimited();

  /// One recipient gets too much.
  Answer pairLimited();

  Answer tokenExpired();
}
