package io.chat4all.simulators.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.world.StatusLine;
import java.util.List;

/// One piece of news for the business.
///
/// @param key stable name of the news, from which faults are decided
/// @param body the item of `changes` or `messaging`
/// @param lines where the books count how often it was reported
public record WebhookItem(String key, ObjectNode body, List<StatusLine> lines) {

  public WebhookItem {
    lines = List.copyOf(lines);
  }

  void posted() {
    lines.forEach(StatusLine::posted);
  }

  void acknowledged() {
    lines.forEach(StatusLine::acknowledged);
  }
}
