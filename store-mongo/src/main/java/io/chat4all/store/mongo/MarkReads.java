package io.chat4all.store.mongo;

import static io.chat4all.store.mongo.Where.and;
import static io.chat4all.store.mongo.Where.eq;
import static io.chat4all.store.mongo.Where.gt;
import static io.chat4all.store.mongo.Where.lt;
import static io.chat4all.store.mongo.Where.lte;
import static io.chat4all.store.mongo.Where.ne;
import static io.chat4all.store.mongo.Where.nin;
import static io.chat4all.store.mongo.Where.or;

import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Watermark;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.message.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/// Reads how far members have come, and whose messages they passed. Thread-safe.
final class MarkReads {

  private static final int NEWEST_LOOKED_AT = 10_000;
  private static final int NEWEST_OF_RECEIPT = 1_000;
  private static final int FIRST_PAGE = 50;
  private static final int MOST_TOGETHER = 20;
  private static final int MOST_SENDERS = 100;
  private static final Bson OF_SENDERS = Projections.include("conversation", "seq", "sender");

  private final Mongo mongo;
  private final Heads heads;

  MarkReads(Mongo mongo, Heads heads) {
    this.mongo = mongo;
    this.heads = heads;
  }

  private static Document members(ConversationId conversation) {
    return and(eq("conversation", conversation.value()), eq("member", true));
  }

  static Watermark watermark(Document doc) {
    return new Watermark(
        new UserId(Docs.text(doc, "user")),
        Docs.number(doc, "joined_seq"),
        Docs.number(doc, "delivered_seq"),
        Docs.number(doc, "read_seq"));
  }

  Optional<Watermark> of(ConversationId conversation, UserId user) {
    return mongo
        .first(mongo.find(Mongo.MARKS, and(members(conversation), eq("user", user.value()))))
        .map(MarkReads::watermark);
  }

  List<Watermark> all(ConversationId conversation, int limit) {
    return byUser(members(conversation), limit);
  }

  /// The members who were there when a message was routed, other than its sender.
  List<Watermark> whoGot(Message message, int limit) {
    return byUser(
        and(
            members(message.conversation()),
            lt("joined_seq", message.seq()),
            ne("user", message.sender().value())),
        limit);
  }

  private List<Watermark> byUser(Document filter, int limit) {
    return limit <= 0
        ? List.of()
        : mongo
            .list(mongo.find(Mongo.MARKS, filter).sort(Sorts.ascending("user")).limit(limit))
            .stream()
            .map(MarkReads::watermark)
            .toList();
  }

  Optional<Watermark> lowest(ConversationId conversation, Set<UserId> except) {
    var others =
        and(members(conversation), nin("user", except.stream().map(UserId::value).toList()));
    var delivered = first(others, "delivered_seq");
    var read = first(others, "read_seq");
    // Two reads: a member may have gone in between.
    return delivered.flatMap(one ->
        read.map(other -> new Watermark(one.user(), 0, one.deliveredSeq(), other.readSeq())));
  }

  private Optional<Watermark> first(Document filter, String by) {
    return mongo
        .first(mongo.find(Mongo.MARKS, filter).sort(Sorts.ascending(by)))
        .map(MarkReads::watermark);
  }

  int unread(ConversationId conversation, UserId user, int cap) {
    var mark = of(conversation, user);
    if (mark.isEmpty() || cap <= 0) {
      return 0;
    }
    long head = heads.seq(conversation);
    long from = Math.max(mark.get().readSeq(), head - NEWEST_LOOKED_AT);
    return mongo
        .with(
            Mongo.MESSAGES,
            it ->
                it.countDocuments(
                    and(
                        eq("conversation", conversation.value()),
                        gt("seq", from),
                        lte("seq", head),
                        ne("sender", user.value())),
                    new CountOptions().limit(cap)))
        .intValue();
  }

  /// Messages after one `seq`, up to another.
  record Range(ConversationId conversation, long after, long upTo) {

    private Range newest(int most) {
      return new Range(conversation, Math.max(after, upTo - most), upTo);
    }

    private Document filter() {
      return and(eq("conversation", conversation.value()), gt("seq", after), lte("seq", upTo));
    }
  }

  /// Who sent the newest 1,000 of the messages of each range, newest first, at most 101 of them.
  /// The newest few of many ranges are asked for at once; usually that is all.
  Map<Range, Set<String>> senders(Collection<Range> ranges) {
    var found = new HashMap<Range, Set<String>>();
    var all = List.copyOf(ranges);
    for (int from = 0; from < all.size(); from += MOST_TOGETHER) {
      var some = all.subList(from, Math.min(all.size(), from + MOST_TOGETHER));
      var filters = some.stream().map(range -> range.newest(FIRST_PAGE).filter()).toList();
      var docs = newestFirst(or(filters), MOST_TOGETHER * FIRST_PAGE);
      for (var range : some) {
        found.put(range, senders(range, docs));
      }
    }
    return found;
  }

  private List<Document> newestFirst(Document filter, int limit) {
    return mongo.list(
        mongo
            .find(Mongo.MESSAGES, filter)
            .projection(OF_SENDERS)
            .sort(Sorts.descending("seq"))
            .limit(limit));
  }

  private Set<String> senders(Range range, List<Document> newest) {
    var docs = new ArrayList<Document>();
    long firstPageAfter = range.newest(FIRST_PAGE).after();
    for (var doc : newest) {
      long seq = Docs.number(doc, "seq");
      if (seq > firstPageAfter
          && seq <= range.upTo()
          && range.conversation().value().equals(Docs.uuid(doc, "conversation"))) {
        docs.add(doc);
      }
    }
    if (firstPageAfter > range.after()) {
      var rest = new Range(range.conversation(), range.after(), firstPageAfter);
      docs.addAll(newestFirst(rest.filter(), NEWEST_OF_RECEIPT - FIRST_PAGE));
    }
    var senders = new LinkedHashSet<String>();
    for (var doc : docs) {
      if (senders.size() <= MOST_SENDERS) {
        senders.add(Docs.text(doc, "sender"));
      }
    }
    return senders;
  }
}
