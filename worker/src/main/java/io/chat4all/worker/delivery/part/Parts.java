package io.chat4all.worker.delivery.part;

import io.chat4all.core.connector.Capabilities;
import io.chat4all.core.file.StoredFile;
import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Fits what a message says to what a channel can carry: the same parts for the same message, file
/// and channel, so that an interrupted delivery goes on where it was.
public final class Parts {

  private final Capabilities can;
  private final Supplier<URI> link;

  private Parts(Capabilities can, Supplier<URI> link) {
    this.can = can;
    this.link = link;
  }

  /// The parts of a message, in order; none when it says nothing.
  ///
  /// A text that is too long goes in several. A file that the channel does not carry as what it is,
  /// or not as large, goes as any file, and else as its name and a link. A caption that is too long
  /// follows as a text. A place and a card go as text where they must.
  ///
  /// @param handle taken from the front of the text
  /// @param file the file of a media message
  /// @param link to the file; asked for only when it is needed
  public static List<Part> of(
      Content content,
      Optional<String> handle,
      Capabilities can,
      Optional<StoredFile> file,
      Supplier<URI> link) {
    var parts = new Parts(can, link);
    return switch (content) {
      case Content.Text(var text) -> parts.text(withoutHandle(text, handle));
      case Content.Media media ->
          parts.media(media.type(), file.orElseThrow(), withoutHandle(media.text(), handle));
      case Content.Location place ->
          can.content().contains(ContentType.LOCATION)
              ? List.of(new Part.Words(place))
              : parts.text(words(place));
      case Content.Contact card ->
          can.content().contains(ContentType.CONTACT)
              ? List.of(new Part.Words(card))
              : parts.text(words(card));
    };
  }

  private List<Part> text(String text) {
    return TextSplitter.split(text, can.text()).stream()
        .<Part>map(piece -> new Part.Words(new Content.Text(piece)))
        .toList();
  }

  private List<Part> media(ContentType type, StoredFile file, String caption) {
    var parts = new ArrayList<Part>();
    if (carries(type, file)) {
      attach(type, file, caption, parts);
    } else if (carries(ContentType.FILE, file)) {
      attach(ContentType.FILE, file, caption, parts);
    } else {
      var name = file.name().isBlank() ? type.wireName() : file.name();
      parts.addAll(text(name + "\n" + link.get()));
      parts.addAll(text(caption));
    }
    return parts;
  }

  private boolean carries(ContentType type, StoredFile file) {
    var max = can.maxBytes().get(type);
    return can.content().contains(type) && (max == null || file.size() <= max);
  }

  private void attach(ContentType type, StoredFile file, String caption, List<Part> parts) {
    if (caption.length() <= can.caption()) {
      parts.add(new Part.Attached(type, file, caption));
    } else {
      parts.add(new Part.Attached(type, file, ""));
      parts.addAll(text(caption));
    }
  }

  /// A text that is nothing but the handle stays.
  private static String withoutHandle(String text, Optional<String> handle) {
    if (handle.isEmpty() || !startsWith(text, handle.get())) {
      return text;
    }
    var rest = text.substring(handle.get().length()).stripLeading();
    return rest.isEmpty() ? text : rest;
  }

  private static boolean startsWith(String text, String handle) {
    int end = handle.length();
    return text.regionMatches(true, 0, handle, 0, end)
        && (text.length() == end || !Character.isLetterOrDigit(text.codePointAt(end)));
  }

  private static String words(Content.Location place) {
    var map =
        String.format(
            Locale.ROOT,
            "https://www.openstreetmap.org/?mlat=%1$.6f&mlon=%2$.6f#map=17/%1$.6f/%2$.6f",
            place.latitude(),
            place.longitude());
    return lines(Stream.of(place.name(), place.address(), map));
  }

  private static String words(Content.Contact card) {
    return lines(
        Stream.concat(
            Stream.of(card.name()), Stream.concat(card.phones().stream(), card.emails().stream())));
  }

  private static String lines(Stream<String> lines) {
    return lines.filter(line -> !line.isBlank()).collect(Collectors.joining("\n"));
  }
}
