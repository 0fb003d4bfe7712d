package io.chat4all.store.jdbc.directory;

import io.chat4all.core.conversation.Conversation;
import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.conversation.ConversationId;
import io.chat4all.core.conversation.ConversationType;
import io.chat4all.core.conversation.Member;
import io.chat4all.core.conversation.MemberRole;
import io.chat4all.core.identity.UserId;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Database;
import io.chat4all.store.jdbc.sql.Extras;
import io.chat4all.store.jdbc.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Conversations and members.
public final class JdbcConversationDirectory implements ConversationDirectory {

  private static final String COLUMNS =
      "c.id, c.type, c.title, c.metadata, c.open, c.created_by, c.created_at";
  private static final String FIND =
      "SELECT %s FROM conversations c WHERE c.id = ?".formatted(COLUMNS);
  private static final String FIND_PAIR =
      "SELECT %s FROM conversations c WHERE c.pair = ?".formatted(COLUMNS);
  private static final String CREATE =
      """
      INSERT INTO conversations (id, type, title, metadata, open, created_by, created_at, pair)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)\
      """;
  private static final String UPDATE =
      "UPDATE conversations SET title = ?, metadata = ?, open = ? WHERE id = ?";
  private static final String CREATED_AT = "SELECT created_at FROM conversations WHERE id = ?";
  private static final String NEWEST_OF =
      """
      SELECT %s FROM members m JOIN conversations c ON c.id = m.conversation
      WHERE m."user" = ? ORDER BY m.created_at DESC, m.conversation DESC LIMIT ?\
      """
          .formatted(COLUMNS);
  private static final String NEXT_OF =
      """
      SELECT %s FROM members m JOIN conversations c ON c.id = m.conversation
      WHERE m."user" = ? AND (m.created_at, m.conversation) < (?, ?)
      ORDER BY m.created_at DESC, m.conversation DESC LIMIT ?\
      """
          .formatted(COLUMNS);
  private static final String IDS_OF =
      """
      SELECT conversation FROM members
      WHERE "user" = ? ORDER BY created_at DESC, conversation DESC LIMIT ?\
      """;
  private static final String MEMBER =
      "SELECT \"user\", role, joined_at FROM members WHERE conversation = ? AND \"user\" = ?";
  private static final String MEMBERS =
      """
      SELECT "user", role, joined_at FROM members
      WHERE conversation = ? AND "user" > ? ORDER BY "user" LIMIT ?\
      """;
  private static final String COUNT = "SELECT count(*) FROM members WHERE conversation = ?";
  private static final String ADD =
      """
      INSERT INTO members (conversation, "user", role, joined_at, created_at)
      VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING\
      """;
  private static final String REMOVE =
      "DELETE FROM members WHERE conversation = ? AND \"user\" = ?";
  private static final String SET_ROLE =
      "UPDATE members SET role = ? WHERE conversation = ? AND \"user\" = ?";
  private static final String SHARE =
      """
      SELECT 1 FROM members one JOIN members other ON other.conversation = one.conversation
      WHERE one."user" = ? AND other."user" = ? LIMIT 1\
      """;

  private final Database database;

  /// On a database with its schema.
  public JdbcConversationDirectory(Database database) {
    this.database = database;
  }

  @Override
  public CreateOutcome create(Conversation conversation, List<Member> members) {
    return database.write(session -> {
      var pair = pair(conversation, members);
      var existing = find(session, conversation.id());
      if (existing.isEmpty() && pair != null) {
        existing = session.first(FIND_PAIR, JdbcConversationDirectory::conversation, pair);
      }
      if (existing.isPresent()) {
        return new CreateOutcome.Existing(existing.get());
      }
      var id = Columns.bytes(conversation.id().value());
      long createdAt = Columns.micros(conversation.createdAt());
      session.update(
          CREATE,
          id,
          conversation.type().name(),
          conversation.title(),
          Extras.encode(conversation.metadata()),
          conversation.open() ? 1 : 0,
          conversation.createdBy().value(),
          createdAt,
          pair);
      for (var member : members) {
        add(session, id, member, createdAt);
      }
      return new CreateOutcome.Created(conversation);
    });
  }

  private static @Nullable String pair(Conversation conversation, List<Member> members) {
    if (conversation.type() != ConversationType.PRIVATE) {
      return null;
    }
    var users = members.stream().map(member -> member.user().value()).distinct().sorted().toList();
    // A space is in no user id.
    return users.size() == 2 ? users.stream().collect(Collectors.joining(" ")) : null;
  }

  private static boolean add(Session session, byte[] id, Member member, long createdAt)
      throws SQLException {
    return session.update(
            ADD,
            id,
            member.user().value(),
            member.role().name(),
            Columns.micros(member.joinedAt()),
            createdAt)
        > 0;
  }

  @Override
  public Optional<Conversation> find(ConversationId id) {
    return database.read(session -> find(session, id));
  }

  private static Optional<Conversation> find(Session session, ConversationId id)
      throws SQLException {
    return session.first(FIND, JdbcConversationDirectory::conversation, Columns.bytes(id.value()));
  }

  private static Conversation conversation(ResultSet row) throws SQLException {
    return new Conversation(
        new ConversationId(Columns.uuid(row.getBytes(1))),
        ConversationType.valueOf(Columns.text(row, 2)),
        Columns.text(row, 3),
        Extras.decode(Columns.text(row, 4)).metadata(),
        row.getInt(5) != 0,
        new UserId(Columns.text(row, 6)),
        Columns.time(row.getLong(7)));
  }

  @Override
  public boolean update(Conversation conversation) {
    return database.write(session ->
        session.update(
                UPDATE,
                conversation.title(),
                Extras.encode(conversation.metadata()),
                conversation.open() ? 1 : 0,
                Columns.bytes(conversation.id().value()))
            > 0);
  }

  @Override
  public List<Conversation> of(UserId user, Optional<Conversation> after, int limit) {
    return database.read(session ->
        after.isEmpty()
            ? session.list(NEWEST_OF, JdbcConversationDirectory::conversation, user.value(), limit)
            : session.list(
                NEXT_OF,
                JdbcConversationDirectory::conversation,
                user.value(),
                Columns.micros(after.get().createdAt()),
                Columns.bytes(after.get().id().value()),
                limit));
  }

  @Override
  public List<ConversationId> idsOf(UserId user, int limit) {
    return database.read(session ->
        session.list(
            IDS_OF, row -> new ConversationId(Columns.uuid(row.getBytes(1))), user.value(), limit));
  }

  @Override
  public Optional<Member> member(ConversationId id, UserId user) {
    return database.read(session ->
        session.first(
            MEMBER, JdbcConversationDirectory::member, Columns.bytes(id.value()), user.value()));
  }

  private static Member member(ResultSet row) throws SQLException {
    return new Member(
        new UserId(Columns.text(row, 1)),
        MemberRole.valueOf(Columns.text(row, 2)),
        Columns.time(row.getLong(3)));
  }

  @Override
  public List<Member> members(ConversationId id, String after, int limit) {
    return database.read(session ->
        session.list(
            MEMBERS, JdbcConversationDirectory::member, Columns.bytes(id.value()), after, limit));
  }

  @Override
  public int memberCount(ConversationId id) {
    return database.read(session -> count(session, Columns.bytes(id.value())));
  }

  private static int count(Session session, byte[] id) throws SQLException {
    return session.first(COUNT, row -> row.getInt(1), (Object) id).orElse(0);
  }

  @Override
  public Optional<List<Member>> addMembers(ConversationId id, List<Member> members, int limit) {
    var bytes = Columns.bytes(id.value());
    return database.write(session -> {
      var createdAt = session.first(CREATED_AT, row -> row.getLong(1), (Object) bytes);
      var added = new ArrayList<Member>();
      if (createdAt.isEmpty()) {
        return Optional.of(added);
      }
      for (var member : members) {
        if (add(session, bytes, member, createdAt.get())) {
          added.add(member);
        }
      }
      if (!added.isEmpty() && count(session, bytes) > limit) {
        session.rollbackOnly();
        return Optional.empty();
      }
      return Optional.of(added);
    });
  }

  @Override
  public boolean removeMember(ConversationId id, UserId user) {
    return database.write(
        session -> session.update(REMOVE, Columns.bytes(id.value()), user.value()) > 0);
  }

  @Override
  public boolean setRole(ConversationId id, UserId user, MemberRole role) {
    return database.write(session ->
        session.update(SET_ROLE, role.name(), Columns.bytes(id.value()), user.value()) > 0);
  }

  @Override
  public boolean share(UserId one, UserId other) {
    return database.read(session -> session.exists(SHARE, one.value(), other.value()));
  }
}
