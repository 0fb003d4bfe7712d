package io.chat4all.simulators.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.world.StatusLine;
import java.util.Optional;

/// One piece of news for the business.
///
/// @param key stable name of the news, from which faults are decided
/// @param body the item of `changes` or `messaging`
/// @param line where the books count how often it was reported
public record WebhookItem(String key, ObjectNode body, Optional<StatusLine> line) {

  void posted() {
    line.ifPresent(StatusLine::posted);
  }

  void acknowledged() {
    line.ifPresent(StatusLine::acknowledged);
  }
}
