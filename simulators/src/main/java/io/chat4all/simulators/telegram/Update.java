package io.chat4all.simulators.telegram;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.world.StatusLine;
import java.time.Instant;
import java.util.Optional;

/// An update that waits for the bot.
///
/// @param lane updates of the same lane are posted one after another
/// @param line where the books count how often it was handed over
record Update(long id, String lane, ObjectNode json, Instant expiresAt, Optional<StatusLine> line) {

  void posted() {
    line.ifPresent(StatusLine::posted);
  }

  void acknowledged() {
    line.ifPresent(StatusLine::acknowledged);
  }
}
