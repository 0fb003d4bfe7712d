package io.chat4all.core.message;

import java.util.List;

/// What a message says.
public sealed interface Content {

  /// Its type.
  ContentType type();

  /// The text or the caption; empty where there is none.
  String text();

  /// The same content with another text or caption; a place and a card have none and stay.
  Content withText(String text);

  /// Plain text.
  record Text(String text) implements Content {
    @Override
    public ContentType type() {
      return ContentType.TEXT;
    }

    @Override
    public Content withText(String other) {
      return new Text(other);
    }
  }

  /// A file, with a caption.
  ///
  /// @param type image, file, audio or video
  record Media(ContentType type, String fileId, String text) implements Content {
    @Override
    public Content withText(String other) {
      return new Media(type, fileId, other);
    }
  }

  /// A place.
  record Location(double latitude, double longitude, String name, String address)
      implements Content {
    @Override
    public ContentType type() {
      return ContentType.LOCATION;
    }

    @Override
    public String text() {
      return "";
    }

    @Override
    public Content withText(String other) {
      return this;
    }
  }

  /// A person's card.
  record Contact(String name, List<String> phones, List<String> emails) implements Content {
    public Contact {
      phones = List.copyOf(phones);
      emails = List.copyOf(emails);
    }

    @Override
    public ContentType type() {
      return ContentType.CONTACT;
    }

    @Override
    public String text() {
      return "";
    }

    @Override
    public Content withText(String other) {
      return this;
    }
  }
}
