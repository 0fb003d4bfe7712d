package io.chat4all.simulators.config;

/// What can go wrong with a call to a provider or with its webhook.
public enum FaultKind {
  /// 5xx, and nothing happened.
  ERROR_BEFORE(true),
  /// 5xx, but the person has the message.
  ERROR_AFTER(true),
  /// The connection is closed without an answer, and nothing happened.
  HANG_UP_BEFORE(true),
  /// The connection is closed without an answer, but the person has the message.
  HANG_UP_AFTER(true),
  /// The right answer, late ([TimingConfig#slowAnswer()]).
  SLOW(true),
  /// The message goes through, the answer comes after any client's patience
  /// ([TimingConfig#stalledAnswer()]).
  STALL(true),
  /// 429, 130429 or the Graph's 4, with a hint when to come back.
  RATE_LIMITED(true),
  /// 131056 on WhatsApp, the limit of one chat elsewhere.
  PAIR_LIMITED(true),
  /// 401 or 190 for this one call.
  TOKEN_EXPIRED(true),
  /// The webhook arrives twice.
  WEBHOOK_TWICE(false),
  /// The webhook arrives after [TimingConfig#lateWebhook()].
  WEBHOOK_LATE(false),
  /// The webhook arrives after the next one.
  WEBHOOK_OUT_OF_ORDER(false),
  /// The webhook waits for others and comes in one payload with them.
  WEBHOOK_BATCHED(false);

  private final boolean ofCall;

  FaultKind(boolean ofCall) {
    this.ofCall = ofCall;
  }

  /// Whether it concerns a call; the others concern webhooks.
  public boolean ofCall() {
    return ofCall;
  }
}
