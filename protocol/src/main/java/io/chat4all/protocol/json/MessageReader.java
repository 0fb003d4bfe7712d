package io.chat4all.protocol.json;

import static com.fasterxml.jackson.core.JsonToken.END_ARRAY;
import static com.fasterxml.jackson.core.JsonToken.END_OBJECT;
import static com.fasterxml.jackson.core.JsonToken.START_ARRAY;
import static com.fasterxml.jackson.core.JsonToken.START_OBJECT;
import static com.fasterxml.jackson.core.JsonToken.VALUE_NULL;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.chat4all.protocol.json.MessageTable.Field;
import java.io.IOException;
import java.math.BigInteger;
import java.util.BitSet;

/// Reads messages from a parser. Thread-safe.
final class MessageReader {

  private final MessageTable.Cache tables;

  MessageReader(MessageTable.Cache tables) {
    this.tables = tables;
  }

  /// Reads the object at whose start the parser stands into a builder.
  void read(JsonParser json, Message.Builder builder) throws IOException, JsonFormatException {
    var table = tables.of(builder.getDescriptorForType());
    if (table.timestamp) {
      builder.mergeFrom(ScalarReader.timestamp(json));
      return;
    }
    if (!json.hasToken(START_OBJECT)) {
      throw JsonFormatException.invalid(ScalarReader.quote(json), "an object");
    }
    var seen = new BitSet();
    while (json.nextToken() != END_OBJECT) {
      var field = table.field(json.currentName());
      var token = json.nextToken();
      if (field == null) {
        json.skipChildren();
      } else if (token != VALUE_NULL) {
        try {
          readField(field, json, builder, seen);
        } catch (JsonFormatException e) {
          throw e.within(field.descriptor.getName());
        }
      }
    }
  }

  private void readField(Field field, JsonParser json, Message.Builder builder, BitSet seen)
      throws IOException, JsonFormatException {
    if (seen.get(field.index)) {
      throw JsonFormatException.invalid("the field stands here twice");
    }
    seen.set(field.index);
    if (field.oneof != null && builder.hasOneof(field.oneof)) {
      throw JsonFormatException.invalid(
          "only one of the fields of '%s' may be set, and '%s' is already"
              .formatted(
                  field.oneof.getName(),
                  requireNonNull(builder.getOneofFieldDescriptor(field.oneof)).getName()));
    }
    var descriptor = field.descriptor;
    if (descriptor.isMapField()) {
      readMap(descriptor, json, builder);
    } else if (descriptor.isRepeated()) {
      readList(field, json, builder);
    } else {
      builder.setField(descriptor, readValue(field, json, builder));
    }
  }

  private void readList(Field field, JsonParser json, Message.Builder builder)
      throws IOException, JsonFormatException {
    if (!json.hasToken(START_ARRAY)) {
      throw JsonFormatException.invalid(ScalarReader.quote(json), "an array");
    }
    for (int i = 0; json.nextToken() != END_ARRAY; i++) {
      try {
        builder.addRepeatedField(field.descriptor, readValue(field, json, builder));
      } catch (JsonFormatException e) {
        throw e.within("[" + i + "]");
      }
    }
  }

  private void readMap(FieldDescriptor descriptor, JsonParser json, Message.Builder builder)
      throws IOException, JsonFormatException {
    if (!json.hasToken(START_OBJECT)) {
      throw JsonFormatException.invalid(ScalarReader.quote(json), "an object");
    }
    var entryType = descriptor.getMessageType();
    var keyField = entryType.findFieldByNumber(1);
    var valueField = requireNonNull(tables.of(entryType).field("value"));
    while (json.nextToken() != END_OBJECT) {
      var name = ScalarReader.checked(json.currentName());
      json.nextToken();
      try {
        var entry = builder.newBuilderForField(descriptor);
        entry.setField(keyField, key(keyField, name));
        entry.setField(valueField.descriptor, readValue(valueField, json, entry));
        builder.addRepeatedField(descriptor, entry.build());
      } catch (JsonFormatException e) {
        throw e.within("[" + ScalarReader.quote(name).replace('\'', '"') + "]");
      }
    }
  }

  private static Object key(FieldDescriptor field, String name) throws JsonFormatException {
    return switch (field.getType()) {
      case STRING -> name;
      case BOOL ->
          switch (name) {
            case "true" -> true;
            case "false" -> false;
            default -> throw JsonFormatException.invalid(ScalarReader.quote(name), "true or false");
          };
      case INT32, SINT32, SFIXED32 ->
          ScalarReader.whole(
                  name,
                  BigInteger.valueOf(Integer.MIN_VALUE),
                  BigInteger.valueOf(Integer.MAX_VALUE))
              .intValue();
      case UINT32, FIXED32 ->
          ScalarReader.whole(name, BigInteger.ZERO, BigInteger.valueOf(0xFFFF_FFFFL)).intValue();
      case UINT64, FIXED64 ->
          ScalarReader.whole(name, BigInteger.ZERO, BigInteger.TWO.pow(64).subtract(BigInteger.ONE))
              .longValue();
      default ->
          ScalarReader.whole(
                  name, BigInteger.valueOf(Long.MIN_VALUE), BigInteger.valueOf(Long.MAX_VALUE))
              .longValue();
    };
  }

  private Object readValue(Field field, JsonParser json, Message.Builder builder)
      throws IOException, JsonFormatException {
    return switch (field.descriptor.getType()) {
      case STRING -> ScalarReader.string(json);
      case BOOL -> ScalarReader.bool(json);
      case INT32, SINT32, SFIXED32 -> ScalarReader.int32(json);
      case UINT32, FIXED32 -> ScalarReader.uint32(json);
      case INT64, SINT64, SFIXED64 -> ScalarReader.int64(json);
      case UINT64, FIXED64 -> ScalarReader.uint64(json);
      case DOUBLE -> ScalarReader.float64(json);
      case FLOAT -> ScalarReader.float32(json);
      case ENUM -> ScalarReader.enumValue(requireNonNull(field.enumNames), json);
      case BYTES -> ScalarReader.bytes(json);
      case MESSAGE, GROUP -> {
        var child = builder.newBuilderForField(field.descriptor);
        read(json, child);
        yield child.build();
      }
    };
  }
}
