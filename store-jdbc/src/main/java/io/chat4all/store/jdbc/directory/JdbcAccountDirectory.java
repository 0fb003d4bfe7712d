package io.chat4all.store.jdbc.directory;

import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.AccountDirectory;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.store.jdbc.sql.Columns;
import io.chat4all.store.jdbc.sql.Database;
import io.chat4all.store.jdbc.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Accounts, tokens and keys.
public final class JdbcAccountDirectory implements AccountDirectory {

  // Comes after every character of a user id, so that a prefix is a range of the index.
  private static final String AFTER_PREFIX = "\u007f";

  private static final String COLUMNS =
      "id, role, display_name, email, secret_hash, version, created_at";
  private static final String FIND =
      "SELECT %s FROM accounts WHERE id = ? AND deleted_at IS NULL".formatted(COLUMNS);
  private static final String LIST =
      """
      SELECT %s FROM accounts WHERE client = ? AND deleted_at IS NULL
        AND id >= ? AND id < ? AND id > ? ORDER BY id LIMIT ?\
      """
          .formatted(COLUMNS);
  private static final String EXISTS = "SELECT 1 FROM accounts WHERE id = ?";
  private static final String EXISTS_LIVING =
      "SELECT 1 FROM accounts WHERE id = ? AND deleted_at IS NULL";
  private static final String LIVING =
      "SELECT id FROM accounts WHERE id = ANY (?) AND deleted_at IS NULL";
  private static final String EMAIL_TAKEN =
      "SELECT 1 FROM accounts WHERE email_key = ? AND id <> ?";
  private static final String CREATE =
      """
      INSERT INTO accounts (id, role, client, display_name, email, email_key, secret_hash, version,
        created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;
  private static final String UPDATE =
      """
      UPDATE accounts SET display_name = ?, email = ?, email_key = ?, secret_hash = ?, version = ?
      WHERE id = ? AND deleted_at IS NULL\
      """;
  private static final String UPDATE_MERGED =
      UPDATE.replace("version = ?", "version = CASE WHEN version < ? THEN ? ELSE version END");
  private static final String DELETE =
      """
      UPDATE accounts
      SET display_name = '', email = NULL, email_key = NULL, secret_hash = '', deleted_at = ?
      WHERE id = ? AND deleted_at IS NULL\
      """;

  private static final String TOKEN =
      "SELECT hash, \"family\", owner, expires_at, used FROM refresh_tokens WHERE hash = ?";
  private static final String SAVE_TOKEN =
      """
      INSERT INTO refresh_tokens (hash, "family", owner, expires_at, used)
      VALUES (?, ?, ?, ?, 0)
      ON CONFLICT (hash) DO UPDATE SET
        "family" = excluded."family", owner = excluded.owner, expires_at = excluded.expires_at,
        used = 0\
      """;
  private static final String USE_TOKEN = "UPDATE refresh_tokens SET used = 1 WHERE hash = ?";
  private static final String DELETE_FAMILY = "DELETE FROM refresh_tokens WHERE \"family\" = ?";
  private static final String DELETE_FAMILY_OF =
      """
      DELETE FROM refresh_tokens
      WHERE "family" = (SELECT "family" FROM refresh_tokens WHERE hash = ?)\
      """;
  private static final String DELETE_OF_OWNER = "DELETE FROM refresh_tokens WHERE owner = ?";
  private static final String DELETE_EXPIRED = "DELETE FROM refresh_tokens WHERE expires_at < ?";

  private static final String REVOKE =
      """
      INSERT INTO revoked_access_tokens (id, expires_at) VALUES (?, ?)
      ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at\
      """;
  private static final String REVOKED = "SELECT 1 FROM revoked_access_tokens WHERE id = ?";
  private static final String FORGET_REVOKED =
      "DELETE FROM revoked_access_tokens WHERE expires_at < ?";

  private static final String KEYS =
      """
      SELECT id, public_key, encrypted_private_key, created_at FROM signing_keys
      ORDER BY created_at DESC, id DESC\
      """;
  private static final String ADD_KEY =
      """
      INSERT INTO signing_keys (id, public_key, encrypted_private_key, created_at)
      VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING\
      """;

  private final Database database;

  /// On a database with its schema.
  public JdbcAccountDirectory(Database database) {
    this.database = database;
  }

  @Override
  public SaveOutcome create(Account account) {
    return database.write(session -> create(session, account));
  }

  static SaveOutcome create(Session session, Account account) throws SQLException {
    var id = account.id().value();
    if (session.exists(EXISTS, id)) {
      return SaveOutcome.ID_TAKEN;
    }
    if (isEmailTaken(session, account)) {
      return SaveOutcome.EMAIL_TAKEN;
    }
    session.update(
        CREATE,
        id,
        account.role().name(),
        account.role().isService() ? 1 : 0,
        account.displayName(),
        account.email().orElse(null),
        emailKey(account),
        account.secretHash(),
        account.version(),
        Columns.micros(account.createdAt()));
    return SaveOutcome.SAVED;
  }

  static boolean isLiving(Session session, UserId user) throws SQLException {
    return session.exists(EXISTS_LIVING, user.value());
  }

  @Override
  public SaveOutcome update(Account account) {
    return database.write(session -> {
      var id = account.id().value();
      if (!session.exists(EXISTS_LIVING, id)) {
        return SaveOutcome.UNKNOWN;
      }
      if (isEmailTaken(session, account)) {
        return SaveOutcome.EMAIL_TAKEN;
      }
      boolean isMerged = new MergeRows(session).putAside(account);
      var values = new ArrayList<@Nullable Object>();
      values.add(account.displayName());
      values.add(account.email().orElse(null));
      values.add(emailKey(account));
      values.add(isMerged ? "" : account.secretHash());
      values.add(account.version());
      if (isMerged) {
        values.add(account.version());
      }
      values.add(id);
      session.update(isMerged ? UPDATE_MERGED : UPDATE, values.toArray());
      return SaveOutcome.SAVED;
    });
  }

  private static boolean isEmailTaken(Session session, Account account) throws SQLException {
    var key = emailKey(account);
    return key != null && session.exists(EMAIL_TAKEN, key, account.id().value());
  }

  private static @Nullable String emailKey(Account account) {
    return account.email().map(email -> email.toLowerCase(Locale.ROOT)).orElse(null);
  }

  @Override
  public boolean delete(UserId id, Instant at) {
    return database.write(session -> {
      boolean deleted = session.update(DELETE, Columns.micros(at), id.value()) > 0;
      if (deleted) {
        session.update(DELETE_OF_OWNER, id.value());
        session.update(JdbcWebhookDirectory.DELETE_OF_OWNER, id.value());
        IdentityRows.forget(session, id);
      }
      return deleted;
    });
  }

  @Override
  public Optional<Account> find(UserId id) {
    return database.read(session -> session.first(FIND, JdbcAccountDirectory::account, id.value()));
  }

  @Override
  public List<UserId> existing(List<UserId> ids) {
    return database.read(session -> {
      var asked = new LinkedHashSet<>(ids);
      var living =
          new HashSet<>(
              session.any(
                  LIVING,
                  row -> new UserId(Columns.text(row, 1)),
                  asked.stream().map(UserId::value).toList()));
      return asked.stream().filter(living::contains).toList();
    });
  }

  @Override
  public List<Account> list(boolean clients, String prefix, String after, int limit) {
    return database.read(session ->
        session.list(
            LIST,
            JdbcAccountDirectory::account,
            clients ? 1 : 0,
            prefix,
            prefix + AFTER_PREFIX,
            after,
            limit));
  }

  private static Account account(ResultSet row) throws SQLException {
    return new Account(
        new UserId(Columns.text(row, 1)),
        Role.valueOf(Columns.text(row, 2)),
        Columns.text(row, 3),
        Optional.ofNullable(Columns.text(row, 4)),
        Columns.text(row, 5),
        row.getInt(6),
        Columns.time(row.getLong(7)));
  }

  @Override
  public void saveRefreshToken(RefreshToken token) {
    database.write(session -> save(session, token));
  }

  private static int save(Session session, RefreshToken token) throws SQLException {
    return session.update(
        SAVE_TOKEN,
        token.hash(),
        token.family(),
        token.owner().value(),
        Columns.micros(token.expiresAt()));
  }

  @Override
  public RotateOutcome rotate(String hash, RefreshToken successor, Instant now) {
    return database.write(session -> {
      var kept = session.first(TOKEN, JdbcAccountDirectory::keptToken, hash);
      if (kept.isEmpty()) {
        return new RotateOutcome.Unknown();
      }
      var old = kept.get().token();
      if (kept.get().used()) {
        session.update(DELETE_FAMILY, old.family());
        return new RotateOutcome.Reused(old.owner());
      }
      if (!old.expiresAt().isAfter(now)) {
        return new RotateOutcome.Unknown();
      }
      session.update(USE_TOKEN, hash);
      save(
          session,
          new RefreshToken(successor.hash(), old.family(), old.owner(), successor.expiresAt()));
      return new RotateOutcome.Rotated(old.owner());
    });
  }

  private static KeptToken keptToken(ResultSet row) throws SQLException {
    return new KeptToken(
        new RefreshToken(
            Columns.text(row, 1),
            Columns.text(row, 2),
            new UserId(Columns.text(row, 3)),
            Columns.time(row.getLong(4))),
        row.getInt(5) != 0);
  }

  @Override
  public void revokeFamily(String hash) {
    database.write(session -> session.update(DELETE_FAMILY_OF, hash));
  }

  @Override
  public void revokeAll(UserId owner) {
    database.write(session -> session.update(DELETE_OF_OWNER, owner.value()));
  }

  @Override
  public void revokeAccessToken(String tokenId, Instant expiresAt) {
    database.write(session -> session.update(REVOKE, tokenId, Columns.micros(expiresAt)));
  }

  @Override
  public boolean isAccessTokenRevoked(String tokenId) {
    return database.read(session -> session.exists(REVOKED, tokenId));
  }

  @Override
  public List<SigningKey> signingKeys() {
    return database.read(session ->
        session.list(
            KEYS,
            row ->
                new SigningKey(
                    Columns.text(row, 1),
                    Columns.text(row, 2),
                    Columns.text(row, 3),
                    Columns.time(row.getLong(4)))));
  }

  @Override
  public void addSigningKey(SigningKey key) {
    database.write(session ->
        session.update(
            ADD_KEY,
            key.keyId(),
            key.publicKey(),
            key.encryptedPrivateKey(),
            Columns.micros(key.createdAt())));
  }

  @Override
  public void forgetExpired(Instant now) {
    database.write(session ->
        session.update(DELETE_EXPIRED, Columns.micros(now))
            + session.update(FORGET_REVOKED, Columns.micros(now)));
  }

  private record KeptToken(RefreshToken token, boolean used) {}
}
