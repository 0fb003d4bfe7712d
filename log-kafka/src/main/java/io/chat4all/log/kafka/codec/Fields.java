package io.chat4all.log.kafka.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.chat4all.core.channel.ChannelId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.message.MessageId;
import io.chat4all.log.kafka.codec.RecordDecoder.UndecodableException;
import io.chat4all.protocol.log.v1.MemberMoved;
import io.chat4all.protocol.log.v1.MetadataEntry;
import io.chat4all.protocol.log.v1.StatusCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The parts that records of several topics share. See `records.proto` for the encoding.
final class Fields {

  private static final int UUID_BYTES = 16;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;

  private Fields() {}

  /// Decodes with everything that can be wrong told as one exception.
  static <T> T decoded(byte @Nullable [] value, Parser<T> parser) {
    if (value == null) {
      throw new UndecodableException("the value is null");
    }
    try {
      return parser.parse(value);
    } catch (InvalidProtocolBufferException e) {
      throw new UndecodableException("not protobuf: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new UndecodableException("a field is wrong: " + e.getMessage());
    }
  }

  static byte[] key(UUID id) {
    var bytes = new byte[UUID_BYTES];
    putLong(bytes, 0, id.getMostSignificantBits());
    putLong(bytes, Long.BYTES, id.getLeastSignificantBits());
    return bytes;
  }

  static ByteString id(UUID id) {
    return UnsafeByteOperations.unsafeWrap(key(id));
  }

  static UUID uuid(ByteString bytes) {
    if (bytes.size() != UUID_BYTES) {
      throw new IllegalArgumentException("id: %d bytes (expected: 16)".formatted(bytes.size()));
    }
    return new UUID(getLong(bytes, 0), getLong(bytes, Long.BYTES));
  }

  static ConversationId conversation(ByteString bytes) {
    return new ConversationId(uuid(bytes));
  }

  static MessageId message(ByteString bytes) {
    return new MessageId(uuid(bytes));
  }

  static Optional<MessageId> optionalMessage(ByteString bytes) {
    return bytes.isEmpty() ? Optional.empty() : Optional.of(message(bytes));
  }

  static long micros(Instant at) {
    return Math.addExact(
        Math.multiplyExact(at.getEpochSecond(), MICROS_PER_SECOND), at.getNano() / NANOS_PER_MICRO);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND),
        Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
  }

  static ChannelId channel(String value) {
    return value.equals(ChannelId.INTERNAL.value()) ? ChannelId.INTERNAL : new ChannelId(value);
  }

  static List<UserId> users(List<String> values) {
    if (values.isEmpty()) {
      return List.of();
    }
    var users = new ArrayList<UserId>(values.size());
    for (var value : values) {
      users.add(new UserId(value));
    }
    return users;
  }

  static Map<String, String> metadata(List<MetadataEntry> entries) {
    if (entries.isEmpty()) {
      return Map.of();
    }
    var metadata = HashMap.<String, String>newHashMap(entries.size());
    for (var entry : entries) {
      metadata.put(entry.getKey(), entry.getValue());
    }
    return metadata;
  }

  static MetadataEntry metadataEntry(String key, String value) {
    return MetadataEntry.newBuilder().setKey(key).setValue(value).build();
  }

  static StatusCode status(DeliveryStatus status) {
    return switch (status) {
      case FAILED -> StatusCode.FAILED;
      case PENDING -> StatusCode.PENDING;
      case SENT -> StatusCode.SENT;
      case DELIVERED -> StatusCode.DELIVERED;
      case READ -> StatusCode.READ;
    };
  }

  static DeliveryStatus status(StatusCode status) {
    return switch (status) {
      case FAILED -> DeliveryStatus.FAILED;
      case PENDING -> DeliveryStatus.PENDING;
      case SENT -> DeliveryStatus.SENT;
      case DELIVERED -> DeliveryStatus.DELIVERED;
      case READ -> DeliveryStatus.READ;
      case STATUS_CODE_UNSPECIFIED, UNRECOGNIZED ->
          throw new UndecodableException("unknown status");
    };
  }

  static MemberMoved member(
      UserId user, ConversationFact.MemberChange change, Optional<MemberRole> role, UserId by) {
    return MemberMoved.newBuilder()
        .setUser(user.value())
        .setChange(
            switch (change) {
              case ADDED -> MemberMoved.Change.ADDED;
              case REMOVED -> MemberMoved.Change.REMOVED;
              case JOINED -> MemberMoved.Change.JOINED;
              case LEFT -> MemberMoved.Change.LEFT;
              case ROLE -> MemberMoved.Change.ROLE;
            })
        .setRole(role.map(Fields::role).orElse(MemberMoved.Role.ROLE_UNSPECIFIED))
        .setBy(by.value())
        .build();
  }

  static ConversationFact.MemberChange change(MemberMoved member) {
    return switch (member.getChange()) {
      case ADDED -> ConversationFact.MemberChange.ADDED;
      case REMOVED -> ConversationFact.MemberChange.REMOVED;
      case JOINED -> ConversationFact.MemberChange.JOINED;
      case LEFT -> ConversationFact.MemberChange.LEFT;
      case ROLE -> ConversationFact.MemberChange.ROLE;
      case CHANGE_UNSPECIFIED, UNRECOGNIZED ->
          throw new UndecodableException("unknown change of membership");
    };
  }

  static Optional<MemberRole> role(MemberMoved member) {
    return switch (member.getRole()) {
      case OWNER -> Optional.of(MemberRole.OWNER);
      case ADMIN -> Optional.of(MemberRole.ADMIN);
      case MEMBER -> Optional.of(MemberRole.MEMBER);
      case ROLE_UNSPECIFIED -> Optional.empty();
      case UNRECOGNIZED -> throw new UndecodableException("unknown role");
    };
  }

  private static MemberMoved.Role role(MemberRole role) {
    return switch (role) {
      case OWNER -> MemberMoved.Role.OWNER;
      case ADMIN -> MemberMoved.Role.ADMIN;
      case MEMBER -> MemberMoved.Role.MEMBER;
    };
  }

  private static void putLong(byte[] bytes, int at, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[at + i] = (byte) (value >>> (56 - 8 * i));
    }
  }

  private static long getLong(ByteString bytes, int at) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | (bytes.byteAt(at + i) & 0xff);
    }
    return value;
  }

  /// Parses and maps.
  @FunctionalInterface
  interface Parser<T> {
    T parse(byte[] value) throws InvalidProtocolBufferException;
  }
}
