package io.chat4all.core.route;

import io.chat4all.core.delivery.Target;
import java.util.List;
import java.util.Optional;

/// How one recipient is reached outside the app.
///
/// @param recipient a user id; an address where the recipient is no user
/// @param target the best place
/// @param alternatives further places on other channels, best first, for when this one refuses
/// @param handle what is stripped from the front of the text, such as `@maria`
/// @param because the rule that chose it, in words for an operator
public record Route(
    String recipient,
    Target target,
    List<Target> alternatives,
    Optional<String> handle,
    String because) {

  public Route {
    alternatives = List.copyOf(alternatives);
  }
}
