package io.chat4all.simulators.world;

import java.util.Optional;

/// What a message says, in words all channels share.
///
/// @param kind `text`, `image`, `video`, `audio`, `voice`, `document`, `sticker`, `location`,
///   `contact`, `reaction`, `template`, `interactive`, `button`, `unsupported`
/// @param text the text or the caption; empty when there is none
/// @param link the URL a file is fetched from, when it was given by URL
public record Content(
    String kind,
    String text,
    Optional<Media> media,
    Optional<String> link,
    Optional<Place> place,
    Optional<Card> card) {

  public static Content text(String text) {
    return new Content(
        "text", text, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  public static Content of(String kind, String text) {
    return text(text).withKind(kind);
  }

  public static Content file(String kind, Media media, String caption) {
    return of(kind, caption).withMedia(media);
  }

  public static Content place(Place place) {
    return new Content(
        "location", "", Optional.empty(), Optional.empty(), Optional.of(place), Optional.empty());
  }

  public static Content card(Card card) {
    return new Content(
        "contact", "", Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(card));
  }

  public Content withKind(String kind) {
    return new Content(kind, text, media, link, place, card);
  }

  public Content withText(String text) {
    return new Content(kind, text, media, link, place, card);
  }

  public Content withMedia(Media media) {
    return new Content(kind, text, Optional.of(media), link, place, card);
  }

  public Content withLink(String link) {
    return new Content(kind, text, media, Optional.of(link), place, card);
  }

  /// A point on the map; name and address may be empty.
  public record Place(double latitude, double longitude, String name, String address) {}

  /// A contact card.
  public record Card(String name, String phone) {}
}
