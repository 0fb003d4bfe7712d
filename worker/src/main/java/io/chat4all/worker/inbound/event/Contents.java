package io.chat4all.worker.inbound.event;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.connector.InboundEvent.InboundContent;
import io.chat4all.core.message.CleanText;
import io.chat4all.core.message.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Makes contents that a message may have of what a person sent; several where one text is too
/// long. Thread-safe.
final class Contents {

  private static final int MAX_FIELD_BYTES = 1_024;

  private final MediaKeeper media;
  private final EventCounters counters;
  private final int maxTextBytes;

  Contents(MediaKeeper media, EventCounters counters, int maxTextBytes) {
    this.media = media;
    this.counters = counters;
    this.maxTextBytes = maxTextBytes;
  }

  /// At least one. Keeps files; throws `ApiException` when a later try may succeed.
  List<Content> of(ChannelAccountId account, String providerId, InboundContent content, int attempt)
      throws InterruptedException {
    return switch (content) {
      case InboundContent.Text(var text) -> texts(text, "message without text");
      case InboundContent.Media file -> media(account, providerId, file, attempt);
      case InboundContent.Location place -> List.of(location(place));
      case InboundContent.Contact card -> List.of(contact(card));
      case InboundContent.Other(var description) ->
          texts("[" + description + "]", "unsupported message");
    };
  }

  /// A text as it is kept, cut where it is too long.
  String text(String text) {
    return CleanText.cut(CleanText.of(text), maxTextBytes);
  }

  private List<Content> texts(String text, String otherwise) {
    var clean = CleanText.of(text);
    if (clean.isBlank()) {
      return List.of(new Content.Text("[" + otherwise + "]"));
    }
    return CleanText.parts(clean, maxTextBytes).stream()
        .filter(part -> !part.isBlank())
        .<Content>map(Content.Text::new)
        .toList();
  }

  private List<Content> media(
      ChannelAccountId account, String providerId, InboundContent.Media file, int attempt)
      throws InterruptedException {
    var captions = CleanText.parts(CleanText.of(file.caption()), maxTextBytes);
    var contents = new ArrayList<Content>();
    switch (media.keep(account, providerId, file, attempt)) {
      case MediaKeeper.Kept.File(var id) ->
          contents.add(new Content.Media(file.type(), id, captions.getFirst()));
      case MediaKeeper.Kept.Lost(var why) -> {
        counters.mediaLost.increment();
        contents.addAll(texts(lost(file, why) + "\n" + captions.getFirst(), ""));
      }
    }
    captions.stream()
        .skip(1)
        .filter(caption -> !caption.isBlank())
        .forEach(caption -> contents.add(new Content.Text(caption)));
    return contents;
  }

  private static String lost(InboundContent.Media file, String why) {
    var type = file.type().name().toLowerCase(Locale.ROOT);
    return file.fileName().isBlank()
        ? "[%s: %s]".formatted(type, why)
        : "[%s %s: %s]".formatted(type, field(file.fileName()), why);
  }

  private static Content location(InboundContent.Location place) {
    return new Content.Location(
        place.latitude(), place.longitude(), field(place.name()), field(place.address()));
  }

  private static Content contact(InboundContent.Contact card) {
    var name = field(card.name());
    var phones = fields(card.phones());
    var emails = fields(card.emails());
    if (!name.isBlank()) {
      return new Content.Contact(name, phones, emails);
    }
    var first = phones.isEmpty() ? emails : phones;
    return new Content.Contact(first.isEmpty() ? "?" : first.getFirst(), phones, emails);
  }

  private static List<String> fields(List<String> texts) {
    return texts.stream().map(Contents::field).filter(text -> !text.isBlank()).toList();
  }

  private static String field(String text) {
    return CleanText.cut(CleanText.of(text), MAX_FIELD_BYTES);
  }
}
