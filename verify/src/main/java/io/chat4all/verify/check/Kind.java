package io.chat4all.verify.check;

import java.util.Locale;

/// What can be wrong with a platform, as its clients see it.
public enum Kind {
  /// An accepted message is not in the history.
  LOST("accepted, but not in the history"),
  /// A message stands in the history more than once.
  DUPLICATED("more than once in the history"),
  /// `seq` is not 1, 2, 3, ….
  GAP("seq of a history is not 1, 2, 3, ..."),
  /// Two members read different histories.
  DIFFERENT_HISTORY("two members read different histories"),
  /// A message stands before one that was accepted before it was sent.
  REORDERED("stands before a message that was accepted before it was sent"),
  /// Text, sender or conversation are not what was sent.
  CHANGED("text, sender or conversation is not what was sent"),
  /// A message that nobody sent.
  FOREIGN("nobody sent it"),
  /// A member got a message neither by a push nor by a sync.
  MISSED("came to a member neither by a push nor by a sync"),
  /// A session was told another place in the order than the history has.
  CONTRADICTED("a session was told another order than the history has"),
  /// A push left messages out, though the session was in step.
  OUT_OF_ORDER("a push left messages out that had not come before"),
  /// A status went back.
  STATUS_BACK("a status went back"),
  /// A status says more or less than what happened.
  STATUS_UNTRUE("a status says other than what happened"),
  /// A correct send was refused for good.
  REFUSED("a correct send was refused for good"),
  /// Something did not work any more after everything was mended.
  NOT_HEALED("does not work again though everything was mended"),
  /// An external delivery never reached the provider.
  DELIVERY_LOST("an external delivery is not in the provider's books"),
  /// An external delivery reached the provider more than once.
  DELIVERY_TWICE("an external delivery is more than once in the provider's books"),
  /// A delivery's status is not what the provider's books say.
  DELIVERY_UNTRUE("a delivery's status is not what the provider's books say");

  private final String words;

  Kind(String words) {
    this.words = words;
  }

  /// The name in reports.
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// In words.
  public String words() {
    return words;
  }
}
