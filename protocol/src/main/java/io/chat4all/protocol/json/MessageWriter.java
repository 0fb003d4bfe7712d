package io.chat4all.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.chat4all.protocol.json.MessageTable.Choice;
import io.chat4all.protocol.json.MessageTable.Field;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/// Writes messages to a generator. Thread-safe.
final class MessageWriter {

  private final MessageTable.Cache tables;

  MessageWriter(MessageTable.Cache tables) {
    this.tables = tables;
  }

  void write(Message message, JsonGenerator json) throws IOException {
    if (message instanceof Timestamp timestamp) {
      json.writeString(text(timestamp));
      return;
    }
    json.writeStartObject();
    for (var step : tables.of(message.getDescriptorForType()).steps) {
      switch (step) {
        case Field field -> {
          if (!field.presence || message.hasField(field.descriptor)) {
            writeField(field, message, json);
          }
        }
        case Choice choice -> {
          var set = message.getOneofFieldDescriptor(choice.oneof());
          if (set != null) {
            writeField(choice.byIndex().get(set.getIndex()), message, json);
          }
        }
      }
    }
    json.writeEndObject();
  }

  private void writeField(Field field, Message message, JsonGenerator json) throws IOException {
    json.writeFieldName(field.name);
    var descriptor = field.descriptor;
    var value = message.getField(descriptor);
    if (descriptor.isMapField()) {
      writeMap((List<?>) value, json);
    } else if (descriptor.isRepeated()) {
      json.writeStartArray();
      for (var element : (List<?>) value) {
        writeValue(descriptor, element, json);
      }
      json.writeEndArray();
    } else {
      writeValue(descriptor, value, json);
    }
  }

  private void writeMap(List<?> entries, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (var element : entries) {
      var entry = (MapEntry<?, ?>) element;
      json.writeFieldName(String.valueOf(entry.getKey()));
      var valueField = entry.getDescriptorForType().findFieldByNumber(2);
      writeValue(valueField, entry.getField(valueField), json);
    }
    json.writeEndObject();
  }

  private void writeValue(FieldDescriptor field, Object value, JsonGenerator json)
      throws IOException {
    switch (field.getJavaType()) {
      case STRING -> json.writeString((String) value);
      case INT -> writeInt(field, (int) value, json);
      case LONG -> writeLong(field, (long) value, json);
      case BOOLEAN -> json.writeBoolean((boolean) value);
      case DOUBLE -> json.writeNumber((double) value);
      case FLOAT -> json.writeNumber((float) value);
      case ENUM -> writeEnum((EnumValueDescriptor) value, json);
      case BYTE_STRING -> json.writeBinary(((ByteString) value).toByteArray());
      case MESSAGE -> write((Message) value, json);
    }
  }

  private static void writeInt(FieldDescriptor field, int value, JsonGenerator json)
      throws IOException {
    switch (field.getType()) {
      case UINT32, FIXED32 -> json.writeNumber(Integer.toUnsignedLong(value));
      default -> json.writeNumber(value);
    }
  }

  private static void writeLong(FieldDescriptor field, long value, JsonGenerator json)
      throws IOException {
    switch (field.getType()) {
      case UINT64, FIXED64 -> json.writeNumber(Long.toUnsignedString(value));
      default -> json.writeNumber(value);
    }
  }

  /// A value that a newer peer knows and we do not has no name here and goes by its number.
  private static void writeEnum(EnumValueDescriptor value, JsonGenerator json) throws IOException {
    if (value.getIndex() < 0) {
      json.writeNumber(value.getNumber());
    } else {
      json.writeString(value.getName());
    }
  }

  private static String text(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos()).toString();
  }
}
