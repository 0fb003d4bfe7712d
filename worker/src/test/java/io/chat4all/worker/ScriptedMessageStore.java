package io.chat4all.worker;

import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.delivery.Delivery;
import io.chat4all.core.delivery.ReportedStatus;
import io.chat4all.core.history.Change;
import io.chat4all.core.history.Head;
import io.chat4all.core.history.InMemoryMessageStore;
import io.chat4all.core.history.MessageStore;
import io.chat4all.core.history.ReceiptEffect;
import io.chat4all.core.history.Watermark;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.log.LoggedFact;
import io.chat4all.core.log.ReceiptFact;
import io.chat4all.core.message.Message;
import io.chat4all.core.message.MessageId;
import io.chat4all.core.message.MessageKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A store in memory that remembers how it was called, and runs a script before and after the calls
/// that workers make; the script may throw.
public final class ScriptedMessageStore implements MessageStore {

  /// The calls that workers make.
  public enum Call {
    HEADS,
    FIND,
    APPEND,
    MERGE
  }

  /// What happens around a call.
  public interface Script {
    void run(Call call, boolean after, Collection<?> argument);
  }

  private final InMemoryMessageStore store;
  private final List<Call> calls = new ArrayList<>();
  private final List<List<Object>> arguments = new ArrayList<>();
  private Script script = (_, _, _) -> {};
  private Optional<AppendOutcome> answer = Optional.empty();

  public ScriptedMessageStore() {
    this(new InMemoryMessageStore());
  }

  /// Another view of the same store, as another process has it.
  public ScriptedMessageStore(InMemoryMessageStore store) {
    this.store = store;
  }

  public void script(Script next) {
    script = next;
  }

  /// Answers every append so, and writes nothing.
  public void answerAppends(AppendOutcome outcome) {
    answer = Optional.of(outcome);
  }

  public InMemoryMessageStore store() {
    return store;
  }

  /// The calls since the last time this was asked.
  public List<Call> takeCalls() {
    var taken = List.copyOf(calls);
    calls.clear();
    arguments.clear();
    return taken;
  }

  /// What the last call of this kind was given.
  public List<Object> argument(Call call) {
    return arguments.get(calls.lastIndexOf(call));
  }

  @Override
  public Map<ConversationId, Head> heads(Collection<ConversationId> conversations) {
    begin(Call.HEADS, conversations);
    var heads = store.heads(conversations);
    script.run(Call.HEADS, true, conversations);
    return heads;
  }

  @Override
  public AppendOutcome append(List<Change> changes) {
    begin(Call.APPEND, changes);
    var outcome = answer.isPresent() ? answer.get() : store.append(changes);
    script.run(Call.APPEND, true, changes);
    return outcome;
  }

  @Override
  public List<ReceiptEffect> merge(List<LoggedFact<ReceiptFact>> receipts) {
    begin(Call.MERGE, receipts);
    var effects = store.merge(receipts);
    script.run(Call.MERGE, true, receipts);
    return effects;
  }

  @Override
  public Map<MessageKey, Message> find(Collection<MessageKey> keys) {
    begin(Call.FIND, keys);
    var found = store.find(keys);
    script.run(Call.FIND, true, keys);
    return found;
  }

  private void begin(Call call, Collection<?> argument) {
    calls.add(call);
    arguments.add(List.copyOf(argument));
    script.run(call, false, argument);
  }

  @Override
  public List<Message> findById(MessageId id) {
    return store.findById(id);
  }

  @Override
  public List<Message> after(ConversationId conversation, long seq, int limit) {
    return store.after(conversation, seq, limit);
  }

  @Override
  public List<Message> before(ConversationId conversation, long seq, int limit) {
    return store.before(conversation, seq, limit);
  }

  @Override
  public long seqBefore(ConversationId conversation, Instant time) {
    return store.seqBefore(conversation, time);
  }

  @Override
  public List<Change.Apply> changesSince(
      ConversationId conversation, long atSeq, int skip, int limit) {
    return store.changesSince(conversation, atSeq, skip, limit);
  }

  @Override
  public Optional<Watermark> watermark(ConversationId conversation, UserId user) {
    return store.watermark(conversation, user);
  }

  @Override
  public List<Watermark> watermarks(ConversationId conversation, int limit) {
    return store.watermarks(conversation, limit);
  }

  @Override
  public Optional<Watermark> lowest(ConversationId conversation, Set<UserId> except) {
    return store.lowest(conversation, except);
  }

  @Override
  public Map<MessageId, List<ReportedStatus>> reported(
      ConversationId conversation, Collection<MessageId> messages) {
    return store.reported(conversation, messages);
  }

  @Override
  public List<Delivery> deliveries(Message message, int limit) {
    return store.deliveries(message, limit);
  }

  @Override
  public int unread(ConversationId conversation, UserId user, int cap) {
    return store.unread(conversation, user, cap);
  }
}
