package io.chat4all.gateway.rpc;

import java.util.List;
import java.util.function.Function;

/// Sizes and cuts pages. Thread-safe.
final class Pages {

  private static final int DEFAULT_SIZE = 100;

  private Pages() {}

  static int size(int asked) {
    return asked == 0 ? DEFAULT_SIZE : asked;
  }

  /// The first `size` of what was read with one more than that.
  static <T> List<T> cut(List<T> read, int size) {
    return read.size() > size ? read.subList(0, size) : read;
  }

  /// The key of the last of a page, when more was read than it holds.
  static <T> String next(List<T> read, int size, Function<T, String> key) {
    return read.size() > size ? key.apply(read.get(size - 1)) : "";
  }
}
