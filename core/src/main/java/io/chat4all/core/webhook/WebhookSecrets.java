package io.chat4all.core.webhook;

import io.chat4all.core.identity.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the calls of a webhook are signed with.
///
/// @param previous the secret before this one, which still signs for a while after a rotation, so
///   that the receiver can change it when it suits them
public record WebhookSecrets(Secret current, Optional<Retiring> previous) {

  /// A secret that signs until then.
  public record Retiring(Secret secret, Instant until) {}

  /// Those that sign now, the newest first.
  public List<Secret> at(Instant now) {
    var signing = new ArrayList<Secret>(2);
    signing.add(current);
    previous.filter(it -> now.isBefore(it.until())).ifPresent(it -> signing.add(it.secret()));
    return signing;
  }
}
