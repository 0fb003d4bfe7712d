package io.chat4all.simulators.graph;

import io.chat4all.simulators.http.Call;
import io.chat4all.simulators.http.Params;
import java.util.Optional;

/// A call to the Graph API, its path taken apart.
///
/// @param node an object's id or `me`
/// @param edge what of it; empty for the object itself
/// @param token known and not expired
public record GraphCall(
    Call call, String method, String node, String edge, String token, Params params) {

  public boolean is(String method, String edge) {
    return this.method.equals(method) && this.edge.equals(edge);
  }

  /// The fields asked for, if any.
  public Optional<String> fields() {
    return params.text("fields");
  }
}
