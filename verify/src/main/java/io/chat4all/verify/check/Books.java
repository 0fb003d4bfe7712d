package io.chat4all.verify.check;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the providers noted: for each text that came to them, the messages that had it.
public record Books(Map<String, List<Entry>> byText) {

  public Books {
    byText = Map.copyOf(byText);
  }

  /// The messages with this text.
  public List<Entry> of(String text) {
    return byText.getOrDefault(text, List.of());
  }

  /// One message at a provider.
  ///
  /// @param statuses what happened to it: `sent`, `delivered`, `read`
  public record Entry(String channel, String address, Set<String> statuses) {

    public Entry {
      statuses = Set.copyOf(statuses);
    }
  }
}
