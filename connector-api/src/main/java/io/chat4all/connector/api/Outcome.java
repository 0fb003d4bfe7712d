package io.chat4all.connector.api;

import java.time.Duration;

/// What became of one call to a provider.
public sealed interface Outcome {

  /// The provider took it.
  ///
  /// @param providerId the provider's id of the message, unique within the channel account (make it
  ///   so where the provider's is not) and the same in every inbound event; empty only for changes
  ///   of a message
  /// @param address where it went, when the provider names the place otherwise than we did (a group
  ///   that moved, a number without its ninth digit); else empty
  record Accepted(String providerId, String address) implements Outcome {
    /// Taken, at the address that was asked for.
    public static Accepted as(String providerId) {
      return new Accepted(providerId, "");
    }
  }

  /// It was certainly not sent, and may be tried again later.
  ///
  /// @param delay what the provider asked for; zero when it did not say
  /// @param scope who has to wait
  /// @param reason the provider's code and words, or what broke; for the trace
  record Deferred(Duration delay, Scope scope, String reason) implements Outcome {}

  /// It was not sent and never will be in this form.
  ///
  /// @param fault whose fault it is
  /// @param reason the provider's code and words; for the trace
  record Refused(Fault fault, String reason) implements Outcome {}

  /// The call was written and its answer never came: it may have been sent, or not. It is not
  /// repeated blindly.
  ///
  /// @param reason what broke; for the trace
  record Uncertain(String reason) implements Outcome {}

  /// Who has to wait.
  enum Scope {
    /// Only this recipient: others may be written to.
    RECIPIENT,
    /// Everything that goes through this channel account.
    ACCOUNT
  }

  /// Whose fault a refusal is.
  enum Fault {
    /// The message's: another one to the same person may be taken.
    MESSAGE,
    /// The recipient's: they cannot be reached here (blocked us, not on this channel, window
    /// closed); another channel is worth a try.
    RECIPIENT,
    /// The channel account's: its credentials or rights are gone. Nothing goes through it until a
    /// person has seen to it; the delivery waits.
    ACCOUNT
  }
}
