package io.chat4all.store.mongo;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.UUID;
import org.bson.Document;

/// Reads fields that are always there.
final class Docs {

  /// A number, whichever type the server made of it.
  static long number(Document doc, String field) {
    return requireNonNull(doc.get(field, Number.class), field).longValue();
  }

  static String text(Document doc, String field) {
    return requireNonNull(doc.getString(field), field);
  }

  static UUID uuid(Document doc, String field) {
    return requireNonNull(doc.get(field, UUID.class), field);
  }

  /// Empty when there is none.
  static List<Document> list(Document doc, String field) {
    return doc.getList(field, Document.class, List.of());
  }

  private Docs() {}
}
