package io.chat4all.protocol.json;

/// A text that is no JSON, or JSON that is not the message it should be.
///
/// Carries no stack trace: it is an answer to whoever sent the text, not a fault.
public final class JsonFormatException extends Exception {

  /// Code of a text that is no JSON at all.
  public static final String MALFORMED_JSON = "malformed_json";

  /// Code of a field with a value that it cannot have.
  public static final String INVALID_ARGUMENT = "invalid_argument";

  private final String code;
  private final String field;

  private JsonFormatException(String code, String field, String message) {
    super(message, null, false, false);
    this.code = code;
    this.field = field;
  }

  static JsonFormatException malformed(String message) {
    return new JsonFormatException(MALFORMED_JSON, "", message);
  }

  static JsonFormatException invalid(String value, String expected) {
    return new JsonFormatException(
        INVALID_ARGUMENT, "", "value: %s (expected: %s)".formatted(value, expected));
  }

  static JsonFormatException invalid(String message) {
    return new JsonFormatException(INVALID_ARGUMENT, "", message);
  }

  /// The same, one level further out: `segment` is a field name, or an index or key in brackets.
  JsonFormatException within(String segment) {
    if (!code.equals(INVALID_ARGUMENT)) {
      return this;
    }
    var dot = field.isEmpty() || field.startsWith("[") ? "" : ".";
    return new JsonFormatException(code, segment + dot + field, detail());
  }

  /// The stable code: `malformed_json` or `invalid_argument`.
  public String code() {
    return code;
  }

  /// Path of the field at fault, such as `payload.contact.phones[2]`; empty where there is none.
  public String field() {
    return field;
  }

  /// What a person reads; quotes at most 64 characters of the input.
  public String detail() {
    var message = getMessage();
    return message == null ? code : message;
  }
}
