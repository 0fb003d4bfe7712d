package io.chat4all.gateway.openapi;

import build.buf.validate.FieldRules;
import build.buf.validate.ValidateProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Describes messages as JSON schemas, with the limits of their `buf.validate` rules. Collects the
/// schemas of all that it was asked for. Not thread-safe.
final class Schemas {

  private final Contract contract;
  private final Set<String> answers = new TreeSet<>();
  private final Map<String, Descriptor> wanted = new TreeMap<>();

  Schemas(Contract contract) {
    this.contract = contract;
  }

  /// A reference to the schema of a message.
  Map<String, Object> reference(Descriptor type) {
    if (wanted.put(type.getName(), type) == null) {
      type.getFields().forEach(this::schema);
    }
    return object("$ref", "#/components/schemas/" + type.getName());
  }

  /// As [#reference], of a message that is answered: what has no presence is always there.
  Map<String, Object> answer(Descriptor type) {
    addAnswer(type);
    return reference(type);
  }

  /// The components that were referred to.
  Map<String, Object> components() {
    var components = new LinkedHashMap<String, Object>();
    wanted.values().forEach(type -> components.put(type.getName(), component(type, Set.of())));
    return components;
  }

  /// The schema of a message without some of its fields.
  Map<String, Object> component(Descriptor type, Set<String> without) {
    var properties = new LinkedHashMap<String, Object>();
    var required = new ArrayList<String>();
    for (var field : type.getFields()) {
      if (without.contains(field.getName())) {
        continue;
      }
      properties.put(field.getName(), described(field));
      if (answers.contains(type.getName()) && !field.hasPresence()) {
        required.add(field.getName());
      }
    }
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("description", contract.comment(type.getFullName()));
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    return schema;
  }

  /// The schema of a field with its comment.
  Map<String, Object> described(FieldDescriptor field) {
    var schema = schema(field);
    schema.put("description", contract.comment(field.getFullName()));
    return schema;
  }

  /// The schema of a field.
  Map<String, Object> schema(FieldDescriptor field) {
    var rules = field.getOptions().getExtension(ValidateProto.field);
    if (field.isMapField()) {
      var schema = object("type", "object");
      var value = field.getMessageType().findFieldByName("value");
      schema.put("additionalProperties", single(value, rules.getMap().getValues()));
      if (rules.getMap().hasMaxPairs()) {
        schema.put("maxProperties", rules.getMap().getMaxPairs());
      }
      return schema;
    }
    if (!field.isRepeated()) {
      return single(field, rules);
    }
    var schema = object("type", "array");
    schema.put("items", single(field, rules.getRepeated().getItems()));
    if (rules.getRepeated().hasMinItems()) {
      schema.put("minItems", rules.getRepeated().getMinItems());
    }
    if (rules.getRepeated().hasMaxItems()) {
      schema.put("maxItems", rules.getRepeated().getMaxItems());
    }
    return schema;
  }

  static Map<String, Object> object(String key, Object value) {
    var object = new LinkedHashMap<String, Object>();
    object.put(key, value);
    return object;
  }

  private void addAnswer(Descriptor type) {
    if (answers.add(type.getName())) {
      for (var field : type.getFields()) {
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
          addAnswer(field.getMessageType());
        }
      }
    }
  }

  private Map<String, Object> single(FieldDescriptor field, FieldRules rules) {
    return switch (field.getJavaType()) {
      case STRING -> string(rules);
      case INT -> number("int32", rules.getInt32().hasGte(), rules.getInt32().getGte(), rules);
      case LONG -> number("int64", rules.getInt64().hasGte(), rules.getInt64().getGte(), rules);
      case DOUBLE, FLOAT -> degrees(rules);
      case BOOLEAN -> object("type", "boolean");
      case ENUM -> names(field.getEnumType(), rules);
      case BYTE_STRING -> {
        var schema = object("type", "string");
        schema.put("contentEncoding", "base64");
        yield schema;
      }
      case MESSAGE -> {
        if (field.getMessageType().getFullName().equals(Timestamp.getDescriptor().getFullName())) {
          var schema = object("type", "string");
          schema.put("format", "date-time");
          yield schema;
        }
        yield new LinkedHashMap<>(reference(field.getMessageType()));
      }
    };
  }

  private static Map<String, Object> string(FieldRules rules) {
    var schema = object("type", "string");
    var string = rules.getString();
    if (string.hasUuid()) {
      schema.put("format", "uuid");
    }
    if (string.hasEmail()) {
      schema.put("format", "email");
    }
    if (string.hasMinLen()) {
      schema.put("minLength", string.getMinLen());
    }
    if (string.hasMaxLen()) {
      schema.put("maxLength", string.getMaxLen());
    }
    if (string.hasMinBytes()) {
      schema.put("minLength", 1 + (string.getMinBytes() - 1) / 4);
    }
    if (string.hasMaxBytes()) {
      schema.put("maxLength", string.getMaxBytes());
    }
    if (string.hasPattern()) {
      schema.put("pattern", string.getPattern());
    }
    if (string.getInCount() > 0) {
      schema.put("enum", List.copyOf(string.getInList()));
    }
    return schema;
  }

  private static Map<String, Object> number(
      String format, boolean hasMinimum, Number minimum, FieldRules rules) {
    var schema = object("type", "integer");
    schema.put("format", format);
    if (hasMinimum) {
      schema.put("minimum", minimum);
    }
    if (rules.getInt32().hasLte()) {
      schema.put("maximum", rules.getInt32().getLte());
    }
    if (rules.getInt64().hasLte()) {
      schema.put("maximum", rules.getInt64().getLte());
    }
    return schema;
  }

  private static Map<String, Object> degrees(FieldRules rules) {
    var schema = object("type", "number");
    schema.put("format", "double");
    if (rules.getDouble().hasGte()) {
      schema.put("minimum", rules.getDouble().getGte());
    }
    if (rules.getDouble().hasLte()) {
      schema.put("maximum", rules.getDouble().getLte());
    }
    return schema;
  }

  /// The zero value is never sent and never accepted.
  private static Map<String, Object> names(EnumDescriptor type, FieldRules rules) {
    var in = rules.getEnum().getInList();
    var names =
        type.getValues().stream()
            .filter(value -> value.getNumber() != 0)
            .filter(value -> in.isEmpty() || in.contains(value.getNumber()))
            .map(value -> value.getName())
            .toList();
    var schema = object("type", "string");
    schema.put("enum", names);
    return schema;
  }
}
