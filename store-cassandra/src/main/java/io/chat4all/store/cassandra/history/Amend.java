package io.chat4all.store.cassandra.history;

import com.datastax.oss.driver.api.core.cql.Statement;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.Micros;
import io.chat4all.core.log.ConversationFact;
import io.chat4all.core.log.ConversationFact.MemberChanged;
import io.chat4all.core.log.ConversationFact.MessageDeleted;
import io.chat4all.core.log.ConversationFact.MessageEdited;
import io.chat4all.core.log.ConversationFact.ReactionChanged;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rows that an append writes, as they are after its changes.
///
/// What an earlier append left unfinished must not count: a deletion or reaction whose change has a
/// number beyond the head's was not made, so that making it again has the same effect. Not
/// thread-safe.
final class Amend {

  private final Tables tables;
  private final Map<ConversationId, Lane> lanes;
  private final Map<MessageReads.Place, MessageRow> found = new LinkedHashMap<>();
  private final Map<MessageReads.Place, Written> written = new LinkedHashMap<>();
  private final ChangeRows changeRows;
  private final ReactionRows reactionRows;
  private final MemberRows memberRows;

  Amend(Tables tables, Map<ConversationId, Lane> lanes) {
    this.tables = tables;
    this.lanes = lanes;
    changeRows = new ChangeRows(tables);
    reactionRows = new ReactionRows(tables);
    memberRows = new MemberRows(tables.cql());
  }

  /// A message as it is after the change of a version.
  record Written(MessageRow row, long version) {}

  /// Reads, all at once, what the changes refer to.
  void prefetch(List<Change> changes, Set<MessageKey> added) {
    var places = new HashSet<MessageReads.Place>();
    var reactions = new LinkedHashMap<ReactionRows.Key, Lane>();
    var members = new HashSet<MemberRows.Key>();
    for (var change : changes) {
      if (change instanceof Change.Apply apply) {
        var place = place(apply);
        switch (apply.fact()) {
          case ConversationFact.MessageAccepted _ -> throw new AssertionError("refused by Apply");
          case MessageEdited fact -> prefetch(place, fact.id(), added, places);
          case MessageDeleted fact -> prefetch(place, fact.id(), added, places);
          case ReactionChanged fact -> {
            prefetch(place, fact.id(), added, places);
            var lane = lanes.get(fact.conversation());
            if (lane != null) {
              reactions.put(ReactionRows.Key.of(apply.targetSeq(), fact), lane);
            }
          }
          case MemberChanged fact ->
              members.add(new MemberRows.Key(fact.conversation(), fact.user()));
        }
      }
    }
    found.putAll(tables.messages().rows(places));
    reactionRows.prefetch(reactions);
    memberRows.prefetch(members);
  }

  private void prefetch(
      MessageReads.Place place,
      MessageId id,
      Set<MessageKey> added,
      Set<MessageReads.Place> places) {
    var lane = lanes.get(place.conversation());
    boolean isOld = lane != null && place.seq() > 0 && place.seq() <= lane.seqBefore();
    if (isOld && !added.contains(new MessageKey(place.conversation(), id))) {
      places.add(place);
    }
  }

  private static MessageReads.Place place(Change.Apply apply) {
    return new MessageReads.Place(apply.conversation(), apply.targetSeq());
  }

  void add(Lane lane, Message message) {
    put(lane, message.seq(), MessageRow.of(message));
  }

  private void put(Lane lane, long seq, MessageRow row) {
    written.put(new MessageReads.Place(lane.conversation(), seq), new Written(row, lane.version()));
  }

  void apply(Lane lane, Change.Apply apply) {
    switch (apply.fact()) {
      case ConversationFact.MessageAccepted _ -> throw new AssertionError("refused by Apply");
      case MessageEdited fact -> edit(lane, apply, fact);
      case MessageDeleted fact -> delete(lane, apply, fact);
      case ReactionChanged fact -> react(lane, apply, fact);
      case MemberChanged fact -> memberRows.change(lane, fact, apply.atSeq());
    }
  }

  private void edit(Lane lane, Change.Apply apply, MessageEdited fact) {
    living(lane, apply, fact.id())
        .ifPresent(row -> {
          put(lane, row.seq(), row.edited(fact.text(), Micros.of(fact.at())));
          changeRows.edit(lane, apply, fact);
        });
  }

  private void delete(Lane lane, Change.Apply apply, MessageDeleted fact) {
    living(lane, apply, fact.id())
        .ifPresent(row -> {
          if (row.isEdited()) {
            changeRows.forgetTexts(lane, apply.targetSeq(), fact.id());
          }
          if (row.isReacted()) {
            reactionRows.delete(lane, apply.targetSeq());
          }
          long no = changeRows.delete(lane, apply, fact);
          put(lane, row.seq(), row.deleted(no, Micros.of(fact.at())));
        });
  }

  private void react(Lane lane, Change.Apply apply, ReactionChanged fact) {
    living(lane, apply, fact.id())
        .ifPresent(row -> {
          var key = ReactionRows.Key.of(apply.targetSeq(), fact);
          if (reactionRows.isPresent(key) == fact.added()) {
            return;
          }
          reactionRows.move(key, lane, fact.added(), changeRows.react(lane, apply, fact));
          if (fact.added() && !row.isReacted()) {
            put(lane, row.seq(), row.reacted());
          }
        });
  }

  private Optional<MessageRow> living(Lane lane, Change.Apply apply, MessageId id) {
    var place = place(apply);
    var own = written.get(place);
    var row = own == null ? found.get(place) : own.row();
    if (row == null || !row.id().equals(id.value())) {
      return Optional.empty();
    }
    // Within this append a deletion counts, of an unfinished one before it does not.
    long changes = own == null ? lane.changesBefore() : Long.MAX_VALUE;
    return row.isDeleted(changes) ? Optional.empty() : Optional.of(row.living());
  }

  Map<MessageReads.Place, Written> messages() {
    return written;
  }

  /// What is to be written besides the messages.
  List<Statement<?>> statements(Timestamps timestamps) {
    var statements = new ArrayList<Statement<?>>();
    statements.addAll(changeRows.statements(timestamps));
    statements.addAll(reactionRows.statements(timestamps));
    statements.addAll(memberRows.statements(timestamps));
    return statements;
  }

  /// What is to be written when the heads are moved, and may be left undone.
  List<Statement<?>> afterwards(Timestamps timestamps) {
    return reactionRows.afterwards(timestamps);
  }

  /// The timestamps of what an append writes.
  interface Timestamps {
    long of(ConversationId conversation, long version);
  }
}
