package io.chat4all.worker;

import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/// One figure of what the workers of a process do, to be read at any moment by any thread.
///
/// @param name in words with dots between them, such as `chat4all.messages.stored`
/// @param tags what tells figures of one name apart; the same keys for all of them
/// @param isTotal whether it counts since the start and only grows
public record Measure(
    String name,
    String description,
    Map<String, String> tags,
    boolean isTotal,
    DoubleSupplier value) {
  public Measure {
    tags = Map.copyOf(tags);
  }

  static Measure total(String name, String description, DoubleSupplier value) {
    return new Measure(name, description, Map.of(), true, value);
  }

  static Measure now(String name, String description, DoubleSupplier value) {
    return new Measure(name, description, Map.of(), false, value);
  }

  Measure with(String tag, String is) {
    var more = new HashMap<>(tags);
    more.put(tag, is);
    return new Measure(name, description, more, isTotal, value);
  }
}
