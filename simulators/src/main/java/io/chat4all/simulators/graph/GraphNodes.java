package io.chat4all.simulators.graph;

import io.chat4all.simulators.http.Answer;
import java.util.Optional;

/// The part of the Graph that one product answers for.
public interface GraphNodes {

  TokenState token(String token);

  /// Empty when the node is not one of this product's or the token may not see it.
  Optional<Answer> answer(GraphCall call);

  /// What is known of a token.
  enum TokenState {
    UNKNOWN,
    EXPIRED,
    VALID
  }
}
