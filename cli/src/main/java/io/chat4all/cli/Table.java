package io.chat4all.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows under headings, in aligned columns; the last column is as wide as it needs to be.
final class Table {

  private final List<String[]> rows = new ArrayList<>();

  Table(String... headings) {
    rows.add(headings);
  }

  /// Adds a row with as many cells as there are headings.
  void row(String... cells) {
    rows.add(Arrays.copyOf(cells, rows.getFirst().length));
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
