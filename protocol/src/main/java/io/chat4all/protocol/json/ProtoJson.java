package io.chat4all.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// Turns messages of the contract into JSON and back, the same way for every protocol.
///
/// Written: field names as in the proto (snake_case), fields without presence always, fields with
/// presence only when set, 64-bit integers as numbers, enums by name, `Timestamp` as RFC 3339 in
/// UTC, bytes as base64. Read: also lowerCamelCase names, numbers as decimal strings, enums by
/// number; `null` means absent; unknown fields are passed over, as newer clients need. The other
/// well-known types of protobuf have no special form here.
///
/// Read input is bounded by its caller in size and here in depth: 64 levels.
///
/// Thread-safe.
public final class ProtoJson {

  private static final int MAX_DEPTH = 64;
  private static final int BUFFERS = 64;

  private final JsonFactory factory =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .recyclerPool(JsonRecyclerPools.newBoundedPool(BUFFERS))
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();
  private final MessageWriter writer;
  private final MessageReader reader;

  /// A codec; its tables are made as message types come by, so share one.
  public ProtoJson() {
    var tables = new MessageTable.Cache();
    writer = new MessageWriter(tables);
    reader = new MessageReader(tables);
  }

  /// A message as UTF-8 JSON.
  public byte[] write(Message message) {
    var recycler = factory._getRecyclerPool().acquireAndLinkPooled();
    try (var bytes = new ByteArrayBuilder(recycler)) {
      write(message, bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      recycler.releaseToPool();
    }
  }

  /// Writes a message as UTF-8 JSON; leaves the stream open.
  public void write(Message message, OutputStream out) throws IOException {
    try (var json = factory.createGenerator(out)) {
      writer.write(message, json);
    }
  }

  /// Reads the one message that the bytes consist of.
  public <M extends Message> M read(byte[] bytes, M defaultInstance) throws JsonFormatException {
    checkUtf8(bytes);
    var builder = defaultInstance.newBuilderForType();
    try (var json = factory.createParser(bytes)) {
      readOnly(json, builder);
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (IOException | IllegalStateException e) {
      throw JsonFormatException.malformed("not readable as JSON: " + e.getMessage());
    }
    @SuppressWarnings("unchecked") // a message's builder builds messages of its type
    var message = (M) builder.build();
    return message;
  }

  /// Reads the one message that the stream consists of, to its end; leaves the stream open.
  public <M extends Message> M read(InputStream in, M defaultInstance)
      throws IOException, JsonFormatException {
    return read(in.readAllBytes(), defaultInstance);
  }

  private void readOnly(JsonParser json, Message.Builder builder)
      throws IOException, JsonFormatException {
    if (json.nextToken() == null) {
      throw JsonFormatException.malformed("empty (expected: a JSON object)");
    }
    reader.read(json, builder);
    if (json.nextToken() != null) {
      throw JsonFormatException.malformed("more follows the JSON object");
    }
  }

  /// The parser guesses UTF-16 and UTF-32 from zero bytes and lets overlong forms pass; we do not.
  private static void checkUtf8(byte[] bytes) throws JsonFormatException {
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      if (bytes[i] == 0) {
        throw JsonFormatException.malformed("a zero byte at %d (expected: UTF-8)".formatted(i));
      }
    }
    if (!UnsafeByteOperations.unsafeWrap(bytes).isValidUtf8()) {
      throw JsonFormatException.malformed("not valid UTF-8");
    }
  }

  private static JsonFormatException malformed(JsonProcessingException e) {
    var place = e.getLocation();
    var where =
        place == null
            ? ""
            : " at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr());
    return JsonFormatException.malformed(ScalarReader.plain(e.getOriginalMessage()) + where);
  }
}
