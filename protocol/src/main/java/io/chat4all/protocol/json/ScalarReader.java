package io.chat4all.protocol.json;

import static com.fasterxml.jackson.core.JsonToken.VALUE_NUMBER_FLOAT;
import static com.fasterxml.jackson.core.JsonToken.VALUE_NUMBER_INT;
import static com.fasterxml.jackson.core.JsonToken.VALUE_STRING;

import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.chat4all.protocol.json.MessageTable.EnumNames;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/// Reads the value at which a parser stands as one of the scalar types of protobuf.
final class ScalarReader {

  private static final int QUOTED = 64;
  private static final BigInteger MAX_UINT64 = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final long FIRST_SECOND = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private ScalarReader() {}

  static String string(JsonParser json) throws IOException, JsonFormatException {
    if (!json.hasToken(VALUE_STRING)) {
      throw JsonFormatException.invalid(quote(json), "a string");
    }
    return checked(json.getText());
  }

  /// Refuses what JSON can escape and UTF-8 text cannot or should not hold.
  static String checked(String text) throws JsonFormatException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw JsonFormatException.invalid("value: contains U+0000 (expected: text without it)");
      }
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          throw JsonFormatException.malformed(
              "unpaired surrogate \\u%04x in a string".formatted((int) c));
        }
        i++;
      }
    }
    return text;
  }

  static boolean bool(JsonParser json) throws IOException, JsonFormatException {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw JsonFormatException.invalid(quote(json), "true or false");
    };
  }

  static int int32(JsonParser json) throws IOException, JsonFormatException {
    if (json.hasToken(VALUE_NUMBER_INT) && json.getNumberType() == JsonParser.NumberType.INT) {
      return json.getIntValue();
    }
    return whole(json, BigInteger.valueOf(Integer.MIN_VALUE), BigInteger.valueOf(Integer.MAX_VALUE))
        .intValue();
  }

  static int uint32(JsonParser json) throws IOException, JsonFormatException {
    return whole(json, BigInteger.ZERO, BigInteger.valueOf(0xFFFF_FFFFL)).intValue();
  }

  static long int64(JsonParser json) throws IOException, JsonFormatException {
    if (json.hasToken(VALUE_NUMBER_INT)
        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return json.getLongValue();
    }
    return whole(json, BigInteger.valueOf(Long.MIN_VALUE), BigInteger.valueOf(Long.MAX_VALUE))
        .longValue();
  }

  static long uint64(JsonParser json) throws IOException, JsonFormatException {
    return whole(json, BigInteger.ZERO, MAX_UINT64).longValue();
  }

  /// A whole number, also as a decimal string, also written as `1.0` or `1e3`.
  private static BigInteger whole(JsonParser json, BigInteger min, BigInteger max)
      throws IOException, JsonFormatException {
    if (isNumberOrText(json)) {
      return whole(json.getText(), min, max);
    }
    throw JsonFormatException.invalid(
        quote(json), "a whole number from %d to %d".formatted(min, max));
  }

  static BigInteger whole(String text, BigInteger min, BigInteger max) throws JsonFormatException {
    try {
      if (text.length() <= 64) {
        var number = new BigDecimal(text);
        // INVARIANT: few digits left of the point, so that 1e999999999 is never expanded.
        if ((long) number.precision() - number.scale() <= 32) {
          var whole = number.toBigIntegerExact();
          if (whole.compareTo(min) >= 0 && whole.compareTo(max) <= 0) {
            return whole;
          }
        }
      }
    } catch (ArithmeticException | NumberFormatException _) {
      // A fraction, or no number at all: refused below.
    }
    throw JsonFormatException.invalid(
        quote(text), "a whole number from %d to %d".formatted(min, max));
  }

  static double float64(JsonParser json) throws IOException, JsonFormatException {
    if (isNumberOrText(json)) {
      var text = json.getText();
      boolean named = text.equals("NaN") || text.endsWith("Infinity");
      try {
        double value =
            json.hasToken(VALUE_STRING) ? Double.parseDouble(text) : json.getDoubleValue();
        if (named || !Double.isInfinite(value)) {
          return value;
        }
      } catch (NumberFormatException _) {
        // Refused below.
      }
    }
    throw JsonFormatException.invalid(quote(json), "a number");
  }

  static float float32(JsonParser json) throws IOException, JsonFormatException {
    double value = float64(json);
    if (!Double.isInfinite(value) && Math.abs(value) > Float.MAX_VALUE) {
      throw JsonFormatException.invalid(quote(json), "a number of single precision");
    }
    return (float) value;
  }

  static Object enumValue(EnumNames names, JsonParser json)
      throws IOException, JsonFormatException {
    var value =
        switch (json.currentToken()) {
          case VALUE_STRING -> names.named(json.getText());
          case VALUE_NUMBER_INT -> names.numbered(int32(json));
          default -> null;
        };
    if (value == null) {
      throw JsonFormatException.invalid(quote(json), names.expected());
    }
    return value;
  }

  static ByteString bytes(JsonParser json) throws IOException, JsonFormatException {
    var text = string(json);
    try {
      var standard = text.replace('-', '+').replace('_', '/');
      return ByteString.copyFrom(Base64.getDecoder().decode(standard));
    } catch (IllegalArgumentException _) {
      throw JsonFormatException.invalid(quote(text), "base64");
    }
  }

  static Timestamp timestamp(JsonParser json) throws IOException, JsonFormatException {
    var text = string(json);
    try {
      var instant = Instant.parse(text);
      if (instant.getEpochSecond() >= FIRST_SECOND && instant.getEpochSecond() <= LAST_SECOND) {
        return Timestamp.newBuilder()
            .setSeconds(instant.getEpochSecond())
            .setNanos(instant.getNano())
            .build();
      }
    } catch (DateTimeException _) {
      // Refused below.
    }
    throw JsonFormatException.invalid(quote(text), "a time as of RFC 3339");
  }

  private static boolean isNumberOrText(JsonParser json) {
    return json.hasToken(VALUE_NUMBER_INT)
        || json.hasToken(VALUE_NUMBER_FLOAT)
        || json.hasToken(VALUE_STRING);
  }

  /// The value as it may be shown to a person.
  static String quote(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      default -> quote(json.getText());
    };
  }

  static String quote(String text) {
    return "'"
        + (text.length() <= QUOTED ? plain(text) : plain(text.substring(0, QUOTED)) + "…")
        + "'";
  }

  /// The text without what a terminal or a log would stumble over.
  static String plain(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
  }
}
