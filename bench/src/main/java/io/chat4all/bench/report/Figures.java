package io.chat4all.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/// The named figures of one run, in order, as a table or as one JSON object.
///
/// A figure is a number, a text, a truth, further figures by name, or `Optional.empty()` for what
/// could not be measured. Not thread-safe.
public final class Figures {
  private static final double NANOS_PER_MILLI = 1e6;

  private final Map<String, Object> figures = new LinkedHashMap<>();

  /// Adds a figure.
  public void put(String name, Object value) {
    figures.put(name, value);
  }

  /// One JSON object on one line.
  public String toJson() {
    var out = new StringWriter();
    try (var json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      for (var figure : figures.entrySet()) {
        write(json, figure.getKey(), figure.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.append('\n').toString();
  }

  /// One line per figure, and the verdict.
  public String toTable(boolean clean) {
    var table = new StringBuilder();
    for (var figure : figures.entrySet()) {
      Object value = figure.getValue();
      String text =
          value instanceof Map<?, ?> parts
              ? parts.isEmpty() ? "-" : parts.toString().replaceAll("[{}]", "").replace("=", " ")
              : value.equals(Optional.empty()) ? "not measured" : value.toString();
      table.append("%-24s %s%n".formatted(figure.getKey(), text));
    }
    return table
        .append("%-24s %s%n".formatted("verdict", clean ? "clean" : "NOT CLEAN"))
        .toString();
  }

  /// p50, p99, p999 and the largest, in milliseconds.
  public static Map<String, Object> percentiles(Histogram nanos) {
    var values = new LinkedHashMap<String, Object>();
    values.put("p50", number(nanos.getValueAtPercentile(50) / NANOS_PER_MILLI));
    values.put("p99", number(nanos.getValueAtPercentile(99) / NANOS_PER_MILLI));
    values.put("p999", number(nanos.getValueAtPercentile(99.9) / NANOS_PER_MILLI));
    values.put("max", number(nanos.getMaxValue() / NANOS_PER_MILLI));
    return values;
  }

  /// With two decimals.
  public static double number(double value) {
    return Math.round(value * 100) / 100.0;
  }

  /// With two decimals, or as not measured.
  public static Object measured(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : Optional.empty();
  }

  private static void write(JsonGenerator json, String name, Object value) throws IOException {
    json.writeFieldName(name);
    switch (value) {
      case Map<?, ?> parts -> {
        json.writeStartObject();
        for (var part : parts.entrySet()) {
          write(json, String.valueOf(part.getKey()), part.getValue());
        }
        json.writeEndObject();
      }
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      case Optional<?> _ -> json.writeNull();
      default -> json.writeString(value.toString());
    }
  }
}
