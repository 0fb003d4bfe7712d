package io.chat4all.log.kafka.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.chat4all.core.connector.Inbound;
import io.chat4all.core.connector.InboundEvent;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.DeliveryRequest;
import io.chat4all.core.log.ConversationEvent;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.DeliverySamples;
import io.chat4all.core.log.DirectoryChange;
import io.chat4all.core.log.LogSamples;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.log.kafka.codec.RecordDecoder.UndecodableException;
import io.chat4all.protocol.log.v1.FactRecord;
import io.chat4all.protocol.log.v1.ReceiptRecord;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {

  static List<ConversationFact> facts() {
    return LogSamples.facts();
  }

  static List<ReceiptFact> receipts() {
    return LogSamples.receipts();
  }

  static List<ConversationEvent> events() {
    return LogSamples.events();
  }

  static List<DeliveryRequest> requests() {
    return DeliverySamples.requests();
  }

  static List<Inbound> told() {
    return DeliverySamples.told();
  }

  static List<DirectoryChange> changes() {
    return LogSamples.changes();
  }

  @ParameterizedTest
  @MethodSource("facts")
  void factsComeBackAsTheyWere(ConversationFact fact) throws Exception {
    var bytes = FactCodec.encode(fact);

    assertThat(FactCodec.decodeFact(bytes)).isEqualTo(fact);
    assertThat(FactCodec.decodeFact(withUnknownField(bytes))).isEqualTo(fact);
  }

  @ParameterizedTest
  @MethodSource("receipts")
  void receiptsComeBackAsTheyWere(ReceiptFact fact) throws Exception {
    var bytes = FactCodec.encode(fact);

    assertThat(FactCodec.decodeReceipt(bytes)).isEqualTo(fact);
    assertThat(FactCodec.decodeReceipt(withUnknownField(bytes))).isEqualTo(fact);
  }

  @ParameterizedTest
  @MethodSource("events")
  void eventsComeBackAsTheyWere(ConversationEvent event) throws Exception {
    var bytes = EventCodec.encode(event);

    assertThat(EventCodec.decode(bytes)).isEqualTo(event);
    assertThat(EventCodec.decode(withUnknownField(bytes))).isEqualTo(event);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void deliveriesComeBackAsTheyWere(DeliveryRequest request) throws Exception {
    var bytes = DeliveryCodec.encode(request);

    assertThat(DeliveryCodec.decode(bytes)).isEqualTo(request);
    assertThat(DeliveryCodec.decode(withUnknownField(bytes))).isEqualTo(request);
  }

  @ParameterizedTest
  @MethodSource("told")
  void newsOfProvidersComesBackAsItWas(Inbound inbound) throws Exception {
    var bytes = InboundCodec.encode(inbound);

    assertThat(InboundCodec.decode(bytes)).isEqualTo(inbound);
    assertThat(InboundCodec.decode(withUnknownField(bytes))).isEqualTo(inbound);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changesComeBackAsTheyWere(DirectoryChange change) throws Exception {
    var bytes = DirectoryCodec.encode(change);

    assertThat(DirectoryCodec.decode(bytes)).isEqualTo(change);
    assertThat(DirectoryCodec.decode(withUnknownField(bytes))).isEqualTo(change);
  }

  @Test
  void everyKindIsAmongTheSamples() {
    assertThat(kinds(facts())).isEqualTo(permitted(ConversationFact.class));
    assertThat(kinds(receipts())).isEqualTo(permitted(ReceiptFact.class));
    assertThat(kinds(events())).isEqualTo(permitted(ConversationEvent.class));
    assertThat(kinds(requests().stream().map(DeliveryRequest::change).toList()))
        .isEqualTo(permitted(DeliveryRequest.Change.class));
    assertThat(kinds(told().stream().map(Inbound::event).toList()))
        .isEqualTo(permitted(InboundEvent.class));
    assertThat(kinds(changes())).isEqualTo(permitted(DirectoryChange.class));
  }

  @Test
  void whatIsNotARecordIsUndecodable() {
    var garbage = new byte[] {(byte) 0xff, 1, 2, 3};

    assertThatThrownBy(() -> FactCodec.decodeFact(garbage))
        .isInstanceOf(UndecodableException.class);
    assertThatThrownBy(() -> FactCodec.decodeFact(null)).isInstanceOf(UndecodableException.class);
    assertThatThrownBy(() -> FactCodec.decodeReceipt(garbage))
        .isInstanceOf(UndecodableException.class);
    assertThatThrownBy(() -> EventCodec.decode(garbage)).isInstanceOf(UndecodableException.class);
    assertThatThrownBy(() -> DeliveryCodec.decode(garbage))
        .isInstanceOf(UndecodableException.class);
    assertThatThrownBy(() -> InboundCodec.decode(garbage)).isInstanceOf(UndecodableException.class);
    assertThatThrownBy(() -> DirectoryCodec.decode(garbage))
        .isInstanceOf(UndecodableException.class);
  }

  @Test
  void aKindThatOnlyANewerVersionKnowsIsUndecodable() {
    var record =
        FactRecord.newBuilder().setConversationId(Fields.id(UUID.randomUUID())).setAtMicros(1);
    var receipt =
        ReceiptRecord.newBuilder()
            .setConversationId(Fields.id(UUID.randomUUID()))
            .setWatermark(ReceiptRecord.Watermark.newBuilder().setUser("maria").setStatusValue(99));

    assertThatThrownBy(() -> FactCodec.decodeFact(record.build().toByteArray()))
        .isInstanceOf(UndecodableException.class)
        .hasMessage("unknown kind of fact");
    assertThatThrownBy(() -> FactCodec.decodeReceipt(receipt.build().toByteArray()))
        .isInstanceOf(UndecodableException.class)
        .hasMessage("unknown status");
  }

  @Test
  void aWrongFieldIsUndecodable() {
    var record =
        FactRecord.newBuilder()
            .setConversationId(Fields.id(UUID.randomUUID()))
            .setDeleted(
                FactRecord.Deleted.newBuilder()
                    .setMessageId(Fields.id(UUID.randomUUID()))
                    .setBy("NOT A USER")
                    .build());

    assertThatThrownBy(() -> FactCodec.decodeFact(record.build().toByteArray()))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("user id");
  }

  @Test
  void aShortMessageIsSmall() {
    var fact = LogSamples.message(new ConversationId(UUID.randomUUID()), "hello");

    assertThat(FactCodec.encode(fact)).hasSizeLessThan(70);
  }

  @Test
  void timesKeepTheirMicroseconds() {
    var at = Instant.parse("2026-11-20T12:34:56.123456789Z");

    assertThat(Fields.instant(Fields.micros(at)))
        .isEqualTo(Instant.parse("2026-11-20T12:34:56.123456Z"));
  }

  private static Set<Class<?>> kinds(List<?> samples) {
    return samples.stream().map(Object::getClass).collect(Collectors.toSet());
  }

  private static Set<Class<?>> permitted(Class<?> type) {
    return Stream.of(type.getPermittedSubclasses())
        .flatMap(kind -> kind.isSealed() ? permitted(kind).stream() : Stream.<Class<?>>of(kind))
        .collect(Collectors.toSet());
  }

  private static byte[] withUnknownField(byte[] bytes) throws InvalidProtocolBufferException {
    return UnknownFieldSet.parseFrom(bytes).toBuilder()
        .addField(1_000, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
        .build()
        .toByteArray();
  }
}
