package io.chat4all.cli;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/// Rows under headings, in aligned columns; the last column is as wide as it needs to be.
final class Table {

  /// The limit of a list that has none, for an option's default.
  static final String ALL = "9223372036854775807";

  private final List<String[]> rows = new ArrayList<>();

  Table(String... headings) {
    rows.add(headings);
  }

  /// Adds a row with as many cells as there are headings.
  void row(String... cells) {
    rows.add(Arrays.copyOf(cells, rows.getFirst().length));
  }

  /// Prints what comes, up to `limit`: as JSON at once, or as rows of this table at the end.
  <M extends Message> void print(
      Output output, boolean json, Iterator<M> messages, long limit, Consumer<M> row) {
    for (long n = 0; n < limit && messages.hasNext(); n++) {
      if (json) {
        output.json(messages.next());
      } else {
        row.accept(messages.next());
      }
    }
    if (!json) {
      print(output);
    }
  }

  void print(Output output) {
    int columns = rows.getFirst().length;
    var widths = new int[columns];
    for (var row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], width(row[i]));
      }
    }
    boolean heading = true;
    for (var row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(i == columns - 1 ? row[i] : pad(row[i], widths[i]) + "  ");
      }
      var text = line.toString().stripTrailing();
      output.line(heading ? output.bold(text) : text);
      heading = false;
    }
  }

  static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - width(text)));
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
