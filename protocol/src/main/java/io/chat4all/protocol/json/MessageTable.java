package io.chat4all.protocol.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What reading and writing one message type needs to know, worked out once.
final class MessageTable {

  /// One step of writing: a field, or a oneof of which at most one field is set.
  sealed interface Step permits Field, Choice {}

  /// A oneof, at the place of its first field.
  record Choice(OneofDescriptor oneof, List<Field> byIndex) implements Step {}

  /// A field.
  static final class Field implements Step {
    final FieldDescriptor descriptor;
    final SerializableString name;
    final int index;
    final boolean presence;
    final @Nullable OneofDescriptor oneof;
    final @Nullable EnumNames enumNames;

    Field(FieldDescriptor descriptor) {
      this.descriptor = descriptor;
      this.name = new SerializedString(descriptor.getName());
      this.index = descriptor.getIndex();
      this.presence = descriptor.hasPresence();
      this.oneof = descriptor.getRealContainingOneof();
      this.enumNames =
          descriptor.getJavaType() == FieldDescriptor.JavaType.ENUM
              ? new EnumNames(descriptor.getEnumType())
              : null;
    }
  }

  /// The values of an enum by their names.
  static final class EnumNames {
    private final EnumDescriptor descriptor;
    private final Map<String, EnumValueDescriptor> byName;

    EnumNames(EnumDescriptor descriptor) {
      this.descriptor = descriptor;
      this.byName =
          descriptor.getValues().stream()
              .collect(Collectors.toMap(EnumValueDescriptor::getName, value -> value));
    }

    @Nullable EnumValueDescriptor named(String name) {
      return byName.get(name);
    }

    @Nullable EnumValueDescriptor numbered(int number) {
      return descriptor.findValueByNumber(number);
    }

    String expected() {
      return descriptor.getValues().stream()
          .map(EnumValueDescriptor::getName)
          .collect(Collectors.joining(", "));
    }
  }

  /// All tables, made when first asked for. Thread-safe.
  static final class Cache {
    private final Map<Descriptor, MessageTable> tables = new ConcurrentHashMap<>();

    MessageTable of(Descriptor descriptor) {
      var table = tables.get(descriptor);
      return table != null
          ? table
          : tables.computeIfAbsent(descriptor, missing -> new MessageTable(missing));
    }
  }

  final boolean timestamp;
  final List<Step> steps;
  private final Map<String, Field> byName;

  private MessageTable(Descriptor descriptor) {
    timestamp = descriptor.getFullName().equals(Timestamp.getDescriptor().getFullName());
    var fields = new Field[descriptor.getFields().size()];
    byName = HashMap.newHashMap(2 * fields.length);
    for (var field : descriptor.getFields()) {
      fields[field.getIndex()] = new Field(field);
      byName.put(field.getJsonName(), fields[field.getIndex()]);
    }
    for (var field : fields) {
      byName.put(field.descriptor.getName(), field);
    }
    steps = stepsOf(fields);
  }

  @Nullable Field field(String name) {
    return byName.get(name);
  }

  private static List<Step> stepsOf(Field[] fields) {
    var steps = new ArrayList<Step>();
    var seen = new HashSet<OneofDescriptor>();
    for (var field : fields) {
      if (field.oneof == null) {
        steps.add(field);
      } else if (seen.add(field.oneof)) {
        steps.add(new Choice(field.oneof, List.of(fields)));
      }
    }
    return List.copyOf(steps);
  }
}
