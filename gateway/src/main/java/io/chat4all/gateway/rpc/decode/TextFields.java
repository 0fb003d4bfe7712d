package io.chat4all.gateway.rpc.decode;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.chat4all.core.error.ApiException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts texts from a path, a query or a form into the fields of a message. Names that the message
/// does not have are passed over. Thread-safe.
final class TextFields {

  private TextFields() {}

  /// Sets a field; several texts only where it is repeated, else the last one counts.
  static void set(Message.Builder message, String name, List<String> texts) {
    var field = find(message.getDescriptorForType(), name);
    if (field == null || texts.isEmpty()) {
      return;
    }
    if (field.isRepeated()) {
      message.clearField(field);
      texts.forEach(text -> message.addRepeatedField(field, value(field, text)));
    } else {
      message.setField(field, value(field, texts.getLast()));
    }
  }

  private static @Nullable FieldDescriptor find(Descriptor type, String name) {
    var field = type.findFieldByName(name);
    return field == null || field.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? null : field;
  }

  private static Object value(FieldDescriptor field, String text) {
    try {
      return switch (field.getJavaType()) {
        case STRING -> wellFormed(field, text);
        case INT -> Integer.valueOf(text);
        case LONG -> Long.valueOf(text);
        case DOUBLE -> Double.valueOf(text);
        case FLOAT -> Float.valueOf(text);
        case BOOLEAN -> bool(field, text);
        case ENUM -> {
          var value = field.getEnumType().findValueByName(text);
          if (value == null) {
            throw refused(field, "one of the names of " + field.getEnumType().getName());
          }
          yield value;
        }
        case BYTE_STRING, MESSAGE -> throw refused(field, "no text");
      };
    } catch (NumberFormatException _) {
      throw refused(field, "a number");
    }
  }

  /// A replacement character stands where the decoder of the URL found no UTF-8.
  private static String wellFormed(FieldDescriptor field, String text) {
    if (text.indexOf('\uFFFD') >= 0) {
      throw refused(field, "valid UTF-8");
    }
    return text;
  }

  private static Object bool(FieldDescriptor field, String text) {
    return switch (text) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw refused(field, "true or false");
    };
  }

  private static ApiException refused(FieldDescriptor field, String expected) {
    return ApiException.invalid(
        field.getName(), "%s: wrong value (expected: %s)".formatted(field.getName(), expected));
  }
}
