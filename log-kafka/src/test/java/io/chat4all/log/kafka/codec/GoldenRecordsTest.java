package io.chat4all.log.kafka.codec;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.log.DeliverySamples;
import io.chat4all.core.log.LogSamples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Records that earlier versions wrote are read today as they were meant.
///
/// `golden/records.txt` has a line for each: the version, the codec, the kind, the bytes in hex,
/// and what they say. Bytes of a version that was released never change; what they say changes only
/// when a field is added to the record.
class GoldenRecordsTest {

  private static final Map<String, RecordDecoder<?>> DECODERS =
      Map.of(
          "fact", FactCodec::decodeFact,
          "receipt", FactCodec::decodeReceipt,
          "event", EventCodec::decode,
          "delivery", DeliveryCodec::decode,
          "inbound", InboundCodec::decode,
          "directory", DirectoryCodec::decode);

  record Golden(String version, String codec, String kind, String hex, String said) {

    static Golden parse(String line) {
      var parts = line.split("\t", -1);
      return new Golden(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    @Override
    public String toString() {
      return String.join("\t", version, codec, kind, hex, said);
    }
  }

  static List<Golden> golden() throws IOException {
    try (var in = GoldenRecordsTest.class.getResourceAsStream("golden/records.txt")) {
      return new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(Golden::parse)
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("golden")
  void whatAnEarlierVersionWroteIsReadAsItWasMeant(Golden golden) throws Exception {
    var decoder = requireNonNull(DECODERS.get(golden.codec()));

    assertThat(shown(decoder.decode(HexFormat.of().parseHex(golden.hex()))))
        .isEqualTo(golden.said());
  }

  @Test
  void everyKindOfRecordIsAmongThem() throws IOException {
    var kinds = golden().stream().map(Golden::kind).collect(Collectors.toSet());

    assertThat(written().filter(it -> !kinds.contains(it.kind())))
        .as("lines to add to golden/records.txt")
        .isEmpty();
  }

  /// What this version writes for the samples.
  private static Stream<Golden> written() {
    var all = new ArrayList<Golden>();
    LogSamples.facts().forEach(it -> all.add(line("fact", it, it, FactCodec.encode(it))));
    LogSamples.receipts().forEach(it -> all.add(line("receipt", it, it, FactCodec.encode(it))));
    LogSamples.events().forEach(it -> all.add(line("event", it, it, EventCodec.encode(it))));
    DeliverySamples.requests()
        .forEach(it -> all.add(line("delivery", it, it.change(), DeliveryCodec.encode(it))));
    DeliverySamples.told()
        .forEach(it -> all.add(line("inbound", it, it.event(), InboundCodec.encode(it))));
    LogSamples.changes()
        .forEach(it -> all.add(line("directory", it, it, DirectoryCodec.encode(it))));
    return all.stream();
  }

  private static Golden line(String codec, Object record, Object kind, byte[] bytes) {
    return new Golden(
        "next",
        codec,
        codec + "." + kind.getClass().getSimpleName(),
        HexFormat.of().formatHex(bytes),
        shown(record));
  }

  /// In one line, and with the entries of maps and sets in order.
  private static String shown(Object value) {
    return switch (value) {
      case Record record -> shown(record);
      case Map<?, ?> map -> {
        var sorted = new TreeMap<String, String>();
        map.forEach((key, it) -> sorted.put(shown(key), shown(it)));
        yield sorted.toString();
      }
      case Set<?> set -> set.stream().map(GoldenRecordsTest::shown).sorted().toList().toString();
      case List<?> list -> list.stream().map(GoldenRecordsTest::shown).toList().toString();
      case Optional<?> optional -> optional.map(GoldenRecordsTest::shown).orElse("-");
      default -> value.toString().replace("\n", "\\n").replace("\t", "\\t");
    };
  }

  private static String shown(Record record) {
    return Stream.of(record.getClass().getRecordComponents())
        .map(component -> {
          try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return component.getName() + "=" + shown(accessor.invoke(record));
          } catch (ReflectiveOperationException e) {
            throw new LinkageError(component.getName(), e);
          }
        })
        .collect(Collectors.joining(", ", record.getClass().getSimpleName() + "[", "]"));
  }
}
