package io.chat4all.worker.delivery.part;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.connector.Capabilities;
import io.chat4all.core.connector.Capabilities.TextLimit;
import io.chat4all.core.connector.Capabilities.TextLimit.Unit;
import io.chat4all.core.delivery.DeliveryStatus;
import io.chat4all.core.file.StoredFile;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartsTest {

  private static final EnumSet<ContentType> ALL = EnumSet.allOf(ContentType.class);
  private static final EnumSet<ContentType> TEXT = EnumSet.of(ContentType.TEXT);

  @Test
  void aTextThatIsTooLongGoesInSeveral() {
    assertThat(words(parts(new Content.Text("one two three"), TEXT)))
        .containsExactly("one two", "three");
  }

  @ParameterizedTest
  @CsvSource({
    "'@maria hello', 'hello'",
    "'@Maria\nhello', 'hello'",
    "'@maria, hi', ', hi'",
    "'@marianne x', '@marianne x'",
    "'@maria', '@maria'",
    "'hi @maria', 'hi @maria'",
  })
  void theHandleIsTakenFromTheFront(String text, String sent) {
    var parts =
        Parts.of(
            new Content.Text(text),
            Optional.of("@maria"),
            can(TEXT, 1_000),
            Optional.empty(),
            PartsTest::link);

    assertThat(words(parts)).containsExactly(sent);
  }

  @Test
  void aShortCaptionGoesWithItsFile() {
    var parts = media(ContentType.IMAGE, "short", 10, ALL);

    assertThat(parts).containsExactly(new Part.Attached(ContentType.IMAGE, file(10), "short"));
  }

  @Test
  void aLongCaptionFollowsAsText() {
    var parts = media(ContentType.IMAGE, "longer", 10, ALL);

    assertThat(parts)
        .containsExactly(
            new Part.Attached(ContentType.IMAGE, file(10), ""),
            new Part.Words(new Content.Text("longer")));
  }

  @Test
  void aFileOfAnotherTypeOrTooBigGoesAsAnyFile() {
    assertThat(media(ContentType.IMAGE, "", 150, ALL))
        .containsExactly(new Part.Attached(ContentType.FILE, file(150), ""));
    assertThat(media(ContentType.AUDIO, "", 10, EnumSet.of(ContentType.TEXT, ContentType.FILE)))
        .containsExactly(new Part.Attached(ContentType.FILE, file(10), ""));
  }

  @Test
  void aFileThatTheChannelDoesNotCarryGoesAsALink() {
    assertThat(words(media(ContentType.IMAGE, "cat", 2_000, ALL)))
        .containsExactly("a.jpg", "https://x", "cat");
    assertThat(words(media(ContentType.IMAGE, "", 10, TEXT))).contains("https://x");
  }

  @Test
  void aPlaceAndACardGoAsTextWhereTheyMust() {
    var place = new Content.Location(-23.5, 46.25, "Sé", "Praça da Sé");
    var card = new Content.Contact("Maria", List.of("+1"), List.of("m@x.org"));

    assertThat(parts(place, ALL)).containsExactly(new Part.Words(place));
    assertThat(parts(card, ALL)).containsExactly(new Part.Words(card));
    assertThat(text(place, can(TEXT, 0)))
        .isEqualTo(
            "Sé\nPraça da Sé\n"
                + "https://www.openstreetmap.org/?mlat=-23.500000&mlon=46.250000"
                + "#map=17/-23.500000/46.250000");
    assertThat(text(card, can(TEXT, 0))).isEqualTo("Maria\n+1\nm@x.org");
  }

  @Test
  void aBlankTextHasNoParts() {
    assertThat(parts(new Content.Text("  "), TEXT)).isEmpty();
  }

  private static List<Part> parts(Content content, EnumSet<ContentType> types) {
    return Parts.of(content, Optional.empty(), can(types, 9), Optional.empty(), PartsTest::link);
  }

  private static List<Part> media(
      ContentType type, String caption, long size, EnumSet<ContentType> types) {
    return Parts.of(
        new Content.Media(type, "f", caption),
        Optional.empty(),
        can(types, 9),
        Optional.of(file(size)),
        PartsTest::link);
  }

  private static String text(Content content, Capabilities can) {
    var parts = Parts.of(content, Optional.empty(), can, Optional.empty(), PartsTest::link);
    assertThat(parts).hasSize(1);
    return words(parts).getFirst();
  }

  private static List<String> words(List<Part> parts) {
    return parts.stream()
        .filter(Part.Words.class::isInstance)
        .map(part -> ((Part.Words) part).content().text())
        .toList();
  }

  private static StoredFile file(long size) {
    return new StoredFile("f", "a.jpg", "image/jpeg", size, "00", Instant.EPOCH);
  }

  private static URI link() {
    return URI.create("https://x");
  }

  private static Capabilities can(EnumSet<ContentType> types, int text) {
    return new Capabilities(
        types,
        Map.of(ContentType.IMAGE, 100L, ContentType.FILE, 1_000L),
        new TextLimit(text, Unit.CHARACTERS),
        5,
        EnumSet.of(DeliveryStatus.SENT),
        false,
        false,
        false,
        Optional.empty(),
        Capabilities.MediaBy.UPLOAD);
  }
}
