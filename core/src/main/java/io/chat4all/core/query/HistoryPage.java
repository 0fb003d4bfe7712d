package io.chat4all.core.query;

import java.util.List;

/// A page of history, in ascending order of `seq`.
///
/// @param more whether there are further messages in the direction of the query
public record HistoryPage(List<MessageView> messages, boolean more) {
  public HistoryPage {
    messages = List.copyOf(messages);
  }
}
