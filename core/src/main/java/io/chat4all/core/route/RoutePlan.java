package io.chat4all.core.route;

import java.util.List;

/// What the rules make of one message.
///
/// @param rule the first rule that applied: `explicit`, `handle`, `members`, `default`, `in_app`
/// @param routes the external deliveries that it begins with
/// @param notes why somebody or some channel is left out, in words for an operator
public record RoutePlan(String rule, List<Route> routes, List<String> notes) {

  public RoutePlan {
    routes = List.copyOf(routes);
    notes = List.copyOf(notes);
  }
}
