package io.chat4all.core.route;

import io.chat4all.core.delivery.Target;
import java.util.Optional;

/// Where messages go that have nowhere to go.
///
/// @param defaultTarget for conversations with no other member; absent: they stay in the app
public record RouteConfig(Optional<Target> defaultTarget) {

  /// Such messages stay in the app.
  public static final RouteConfig NONE = new RouteConfig(Optional.empty());
}
