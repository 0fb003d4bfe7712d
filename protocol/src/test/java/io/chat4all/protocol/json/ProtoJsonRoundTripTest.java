package io.chat4all.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.chat4all.protocol.v1.AuthOuterClass;
import io.chat4all.protocol.v1.Common;
import io.chat4all.protocol.v1.ConversationsOuterClass;
import io.chat4all.protocol.v1.EventsOuterClass;
import io.chat4all.protocol.v1.MessagesOuterClass;
import io.chat4all.protocol.v1.UsersOuterClass;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ProtoJsonRoundTripTest {

  private static final int ROUNDS = 40;
  private static final String LETTERS = "aB7 \"\\/\b\f\n\r\t\u0001\u007f\u0080é߿ࠀ漢\u2028\uffff";

  private final ProtoJson json = new ProtoJson();

  static List<Descriptor> messageTypes() {
    var files =
        List.of(
            AuthOuterClass.getDescriptor(),
            Common.getDescriptor(),
            ConversationsOuterClass.getDescriptor(),
            EventsOuterClass.getDescriptor(),
            MessagesOuterClass.getDescriptor(),
            UsersOuterClass.getDescriptor());
    return files.stream().map(FileDescriptor::getMessageTypes).flatMap(List::stream).toList();
  }

  @ParameterizedTest
  @MethodSource("messageTypes")
  void readsWhatItWrote(Descriptor type) throws Exception {
    var random = new Random(type.getFullName().hashCode());
    var empty = defaultInstance(type);

    for (int i = 0; i < ROUNDS; i++) {
      var message = any(empty.newBuilderForType(), random, 0);

      assertThat(json.read(json.write(message), empty)).isEqualTo(message);
    }
  }

  private static Message defaultInstance(Descriptor type) throws ReflectiveOperationException {
    return (Message)
        Class.forName("io.chat4all.protocol.v1." + type.getName())
            .getMethod("getDefaultInstance")
            .invoke(null);
  }

  private static Message any(Message.Builder builder, Random random, int depth) {
    for (var field : builder.getDescriptorForType().getFields()) {
      boolean set = random.nextInt(3) > 0 && depth < 5;
      if (field.isRepeated()) {
        for (int i = set ? random.nextInt(4) : 0; i > 0; i--) {
          addOne(field, builder, random, depth);
        }
      } else if (set) {
        builder.setField(field, value(field, builder, random, depth));
      }
    }
    return builder.build();
  }

  private static void addOne(
      FieldDescriptor field, Message.Builder builder, Random random, int depth) {
    if (!field.isMapField()) {
      builder.addRepeatedField(field, value(field, builder, random, depth));
      return;
    }
    var entry = builder.newBuilderForField(field);
    for (var part : field.getMessageType().getFields()) {
      entry.setField(part, value(part, entry, random, depth));
    }
    var known = (List<?>) builder.getField(field);
    var key = entry.getField(field.getMessageType().findFieldByNumber(1));
    boolean repeated =
        known.stream()
            .map(one -> (Message) one)
            .anyMatch(one -> one.getAllFields().containsValue(key));
    if (!repeated) {
      builder.addRepeatedField(field, entry.build());
    }
  }

  private static Object value(
      FieldDescriptor field, Message.Builder builder, Random random, int depth) {
    return switch (field.getJavaType()) {
      case INT -> random.nextInt();
      case LONG -> random.nextBoolean() ? random.nextLong() : random.nextInt(100);
      case FLOAT -> Float.intBitsToFloat(random.nextInt() & 0x7f7f_ffff);
      case DOUBLE -> (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(600) - 300);
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text(random);
      case BYTE_STRING -> ByteString.copyFromUtf8(text(random));
      case ENUM -> {
        var values = field.getEnumType().getValues();
        yield values.get(random.nextInt(values.size()));
      }
      case MESSAGE ->
          field.getMessageType().getFullName().equals("google.protobuf.Timestamp")
              ? time(random)
              : any(builder.newBuilderForField(field), random, depth + 1);
    };
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      if (random.nextInt(8) == 0) {
        text.appendCodePoint(0x10000 + random.nextInt(0xFFFFF));
      } else {
        text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
    }
    return text.toString();
  }

  private static Timestamp time(Random random) {
    return Timestamp.newBuilder()
        .setSeconds(random.nextLong(-62_135_596_800L, 253_402_300_800L))
        .setNanos(random.nextBoolean() ? random.nextInt(1_000_000_000) : 0)
        .build();
  }
}
