package io.chat4all.store.jdbc.ledger;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.Target;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The ids by which providers know messages.
final class ProviderNames {

  private static final String FIND =
      """
      SELECT provider_id, conversation, message, address, delivery, part FROM names
      WHERE provider_id = ANY (?) AND account = ?\
      """;
  private static final String FORGET = "DELETE FROM names WHERE account = ? AND provider_id = ?";
  private static final String KEEP =
      """
      INSERT INTO names (account, provider_id, conversation, message, address, delivery, part)
      VALUES (?, ?, ?, ?, ?, ?, ?)\
      """;
  private static final String OF =
      """
      SELECT provider_id, part FROM names
      WHERE message = ? AND conversation = ? AND account = ? AND address = ? ORDER BY part, no\
      """;
  private static final String DELIVERY_AT =
      """
      SELECT no FROM deliveries
      WHERE message = ? AND conversation = ? AND account = ? AND address = ? ORDER BY no LIMIT 1\
      """;

  private final Session session;
  private final Map<Key, Optional<Name>> known = new HashMap<>();
  private boolean waiting;

  ProviderNames(Session session) {
    this.session = session;
  }

  /// One id.
  record Name(MessageKey message, String address, @Nullable Long delivery, int part) {
    boolean isOf(LedgerRow row) {
      return delivery != null && delivery == row.no;
    }
  }

  Optional<Name> find(ChannelAccountId account, String providerId) throws SQLException {
    read(account, List.of(providerId));
    return known.getOrDefault(new Key(account, providerId), Optional.empty());
  }

  /// Reads those that are about to be looked for, at once.
  void read(ChannelAccountId account, Collection<String> providerIds) throws SQLException {
    var unknown = new ArrayList<String>();
    for (var id : providerIds) {
      if (known.putIfAbsent(new Key(account, id), Optional.empty()) == null) {
        unknown.add(id);
      }
    }
    session.any(
        FIND,
        row -> known.put(new Key(account, Columns.text(row, 1)), Optional.of(name(row))),
        unknown,
        account.toString());
  }

  /// Sends what waits to be written.
  void flush() throws SQLException {
    if (waiting) {
      session.execute(KEEP);
      waiting = false;
    }
  }

  private static Name name(ResultSet row) throws SQLException {
    return new Name(
        new MessageKey(
            new ConversationId(Columns.uuid(row.getBytes(2))),
            new MessageId(Columns.uuid(row.getBytes(3)))),
        Columns.text(row, 4),
        Columns.number(row, 5),
        row.getInt(6));
  }

  boolean isOf(LedgerRow row, ChannelAccountId account, String providerId) throws SQLException {
    return find(account, providerId).filter(name -> name.isOf(row)).isPresent();
  }

  /// Names a part of a delivery; the same name again changes nothing.
  void note(LedgerRow row, String providerId, int part) throws SQLException {
    var key = row.ticket.key();
    keep(
        row.ticket.target(),
        providerId,
        new MessageKey(key.conversation(), key.message()),
        row.no,
        part);
  }

  private void keep(
      Target target, String providerId, MessageKey message, @Nullable Long delivery, int part)
      throws SQLException {
    var old = find(target.account(), providerId);
    if (old.isPresent()) {
      var it = old.get();
      if (it.message().equals(message)
          && it.address().equals(target.address())
          && (delivery == null ? it.delivery() == null : delivery.equals(it.delivery()))) {
        return;
      }
      flush();
      session.update(FORGET, target.account().toString(), providerId);
    }
    known.put(
        new Key(target.account(), providerId),
        Optional.of(new Name(message, target.address(), delivery, part)));
    waiting = true;
    session.batch(
        KEEP,
        target.account().toString(),
        providerId,
        Columns.bytes(message.conversation().value()),
        Columns.bytes(message.id().value()),
        target.address(),
        delivery,
        part);
  }

  /// Names a further part of a message, unless there is this name already.
  void add(Target target, String providerId, MessageKey message) throws SQLException {
    var there = parts(message, target);
    if (there.stream().noneMatch(part -> part.providerId().equals(providerId))) {
      int last = there.isEmpty() ? 0 : there.getLast().number();
      keep(target, providerId, message, deliveryAt(message, target).orElse(null), last + 1);
    }
  }

  private Optional<Long> deliveryAt(MessageKey message, Target target) throws SQLException {
    return session.first(
        DELIVERY_AT,
        row -> row.getLong(1),
        Columns.bytes(message.id().value()),
        Columns.bytes(message.conversation().value()),
        target.account().toString(),
        target.address());
  }

  List<String> of(MessageKey message, Target target) throws SQLException {
    return parts(message, target).stream().map(Part::providerId).toList();
  }

  private List<Part> parts(MessageKey message, Target target) throws SQLException {
    flush();
    return session.list(
        OF,
        row -> new Part(Columns.text(row, 1), row.getInt(2)),
        Columns.bytes(message.id().value()),
        Columns.bytes(message.conversation().value()),
        target.account().toString(),
        target.address());
  }

  private record Part(String providerId, int number) {}

  private record Key(ChannelAccountId account, String providerId) {}
}
