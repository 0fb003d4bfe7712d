package io.chat4all.store.mongo;

import java.util.Collection;
import java.util.List;
import org.bson.Document;

/// Filters as flat documents, which servers that know only simple plans find by key too.
final class Where {

  static Document eq(String field, Object value) {
    return new Document(field, value);
  }

  static Document ne(String field, Object value) {
    return operator("$ne", field, value);
  }

  static Document lt(String field, Object value) {
    return operator("$lt", field, value);
  }

  static Document lte(String field, Object value) {
    return operator("$lte", field, value);
  }

  static Document gt(String field, Object value) {
    return operator("$gt", field, value);
  }

  static Document gte(String field, Object value) {
    return operator("$gte", field, value);
  }

  static Document in(String field, Collection<?> values) {
    return operator("$in", field, List.copyOf(values));
  }

  static Document nin(String field, Collection<?> values) {
    return operator("$nin", field, List.copyOf(values));
  }

  private static Document operator(String name, String field, Object value) {
    return new Document(field, new Document(name, value));
  }

  /// All of them; several operators on one field are a range.
  static Document and(Document... filters) {
    var all = new Document();
    for (var filter : filters) {
      filter.forEach((field, condition) -> {
        if (all.get(field) instanceof Document range && condition instanceof Document more) {
          range.putAll(more);
        } else {
          all.put(field, condition);
        }
      });
    }
    return all;
  }

  /// Any of them.
  static Document or(List<Document> filters) {
    return new Document("$or", filters);
  }

  private Where() {}
}
