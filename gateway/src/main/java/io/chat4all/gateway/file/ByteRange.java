package io.chat4all.gateway.file;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// The part of a file that a `Range` header asks for (RFC 9110, section 14).
///
/// @param first the first byte
/// @param last the last byte, included
record ByteRange(long first, long last) {

  private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /// The range that is asked for; empty for the whole file: without a header, with one that is
  /// malformed, and with several ranges at once, which a server may pass over. A range outside the
  /// file is refused with `RANGE_NOT_SATISFIABLE`.
  static Optional<ByteRange> of(String header, long size) {
    var range = ONE.matcher(header.strip());
    if (!range.matches()) {
      return Optional.empty();
    }
    var from = range.group(1);
    var to = range.group(2);
    if (from.isEmpty()) {
      return to.isEmpty() ? Optional.empty() : Optional.of(lastBytes(Long.parseLong(to), size));
    }
    long first = Long.parseLong(from);
    long last = to.isEmpty() ? size - 1 : Math.min(Long.parseLong(to), size - 1);
    if (!to.isEmpty() && Long.parseLong(to) < first) {
      return Optional.empty();
    }
    if (first >= size) {
      throw notThere(size);
    }
    return Optional.of(new ByteRange(first, last));
  }

  long length() {
    return last - first + 1;
  }

  /// As `Content-Range` says it.
  String of(long size) {
    return "bytes %d-%d/%d".formatted(first, last, size);
  }

  private static ByteRange lastBytes(long count, long size) {
    if (count == 0 || size == 0) {
      throw notThere(size);
    }
    return new ByteRange(Math.max(0, size - count), size - 1);
  }

  private static ApiException notThere(long size) {
    return new ApiException(
        ErrorCode.RANGE_NOT_SATISFIABLE,
        "range: outside the file (expected: within its %d bytes)".formatted(size),
        "range",
        Duration.ZERO);
  }
}
