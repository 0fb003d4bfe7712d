package io.chat4all.gateway.rpc;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.query.HistoryPage;
import io.chat4all.core.query.HistoryQuery;
import io.chat4all.protocol.v1.ListMessagesRequest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads which page of a history a request means, and names the next one: `a` and a `seq` for what
/// comes after it, `b` for what comes before. Thread-safe.
final class HistoryPages {

  /// Numbers below it are seconds, others milliseconds: the year 5138 and 1973.
  private static final long FIRST_MILLIS = 100_000_000_000L;

  private HistoryPages() {}

  static HistoryQuery query(ListMessagesRequest request) {
    var after = OptionalLong.empty();
    var before = OptionalLong.empty();
    var token = request.getPageToken();
    if (!token.isEmpty()) {
      boolean backward = token.charAt(0) == 'b';
      if (!backward && token.charAt(0) != 'a') {
        throw badToken();
      }
      var seq = OptionalLong.of(seq(token.substring(1)));
      after = backward ? after : seq;
      before = backward ? seq : before;
    } else if (request.hasAfterSeq() && request.hasBeforeSeq()) {
      throw ApiException.invalid("before_seq", "before_seq: not together with after_seq");
    } else if (request.hasAfterSeq()) {
      after = OptionalLong.of(request.getAfterSeq());
    } else if (request.hasBeforeSeq()) {
      before = OptionalLong.of(request.getBeforeSeq());
    }
    int size = Pages.size(request.getPageSize() == 0 ? request.getLimit() : request.getPageSize());
    return new HistoryQuery(after, before, since(request), size);
  }

  static String next(HistoryQuery query, HistoryPage page) {
    if (!page.more() || page.messages().isEmpty()) {
      return "";
    }
    return query.isBackward()
        ? "b" + page.messages().getFirst().message().seq()
        : "a" + page.messages().getLast().message().seq();
  }

  private static Optional<Instant> since(ListMessagesRequest request) {
    if (!request.getSince().isEmpty()) {
      return Optional.of(since(request.getSince().strip()));
    }
    long timestamp = request.getSinceTimestamp();
    return timestamp == 0 ? Optional.empty() : Optional.of(since("since_timestamp", timestamp));
  }

  private static Instant since(String text) {
    try {
      return since("since", new BigDecimal(text).longValue());
    } catch (NumberFormatException _) {
      return time(text);
    }
  }

  private static Instant since(String field, long number) {
    try {
      return number < FIRST_MILLIS ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
    } catch (DateTimeException _) {
      throw ApiException.invalid(field, field + ": out of range");
    }
  }

  /// RFC 3339; also without an offset, which then is UTC, as Python's `isoformat()` writes it.
  private static Instant time(String text) {
    try {
      if (text.indexOf('T') < 0) {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      // A plus sign that was not escaped in a URL arrives as a space.
      String whole = text.replace(' ', '+');
      boolean hasOffset = whole.endsWith("Z") || whole.lastIndexOf('+') > 0 || hasMinus(whole);
      return hasOffset
          ? OffsetDateTime.parse(whole).toInstant()
          : LocalDateTime.parse(whole).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException _) {
      throw ApiException.invalid("since", "since: not a time (expected: RFC 3339 or a number)");
    }
  }

  private static boolean hasMinus(String time) {
    return time.indexOf('-', time.indexOf('T')) > 0;
  }

  private static long seq(String text) {
    try {
      long seq = Long.parseLong(text);
      if (seq >= 0) {
        return seq;
      }
    } catch (NumberFormatException _) {
      // Refused below.
    }
    throw badToken();
  }

  private static ApiException badToken() {
    return ApiException.invalid("page_token", "page_token: not one of ours");
  }
}
