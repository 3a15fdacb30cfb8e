package eu.rempart.server.identity;

import eu.rempart.core.identity.PasswordHash;
import eu.rempart.core.identity.SessionStore;
import eu.rempart.core.identity.TokenHash;
import eu.rempart.server.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Sessions and refresh tokens in SQL. Every decision is taken by the condition of the statement that acts on it, so
/// that it holds between processes too.
public final class SqlSessionStore implements SessionStore {

    private final Database database;

    public SqlSessionStore(Database database) {
        this.database = database;
    }

    @Override
    public boolean open(Session session, PasswordHash verified, TokenHash refreshToken, Instant now) {
        return database.write(handle -> {
            // Changes nothing: it takes the row's lock, so that a change of the password comes either before, and then
            // this finds no row, or after, and then it ends this session.
            int unchanged = handle.createUpdate("""
                            UPDATE users SET name = name
                            WHERE subject_id = :user AND password_hash = :verified AND disabled_at IS NULL""")
                    .bind("user", session.user().toString())
                    .bind("verified", verified.encoded())
                    .execute();
            if (unchanged == 0) {
                return false;
            }
            handle.createUpdate("""
                            INSERT INTO sessions (id, subject_id, created_at, expires_at)
                            VALUES (:id, :user, :now, :expires)""")
                    .bind("id", session.id().toString())
                    .bind("user", session.user().toString())
                    .bind("now", now.toEpochMilli())
                    .bind("expires", session.expiresAt().toEpochMilli())
                    .execute();
            issue(handle, session.id(), refreshToken, now);
            return true;
        });
    }

    @Override
    public Rotation rotate(TokenHash presented, TokenHash next, Instant now) {
        return database.write(handle -> {
            int spent = handle.createUpdate("""
                            UPDATE refresh_tokens SET spent_at = :now
                            WHERE token_hash = :hash AND spent_at IS NULL AND EXISTS (
                              SELECT 1 FROM sessions s JOIN users u ON u.subject_id = s.subject_id
                              WHERE s.id = refresh_tokens.session_id AND s.revoked_at IS NULL
                                AND s.expires_at > :now AND u.disabled_at IS NULL)""")
                    .bind("now", now.toEpochMilli())
                    .bind("hash", presented.toByteArray())
                    .execute();
            Issued issued = issued(handle, presented).orElse(null);
            if (issued == null) {
                return new Rotation.Refused();
            }
            if (spent == 1) {
                issue(handle, issued.session().id(), next, now);
                return new Rotation.Rotated(issued.session());
            }
            if (!issued.spent()) {
                return new Rotation.Refused();
            }
            return new Rotation.Reused(
                    issued.session(), revoke(handle, issued.session().id(), now));
        });
    }

    private static void issue(Handle handle, UUID sessionId, TokenHash token, Instant now) {
        handle.createUpdate(
                        "INSERT INTO refresh_tokens (token_hash, session_id, issued_at) VALUES (:hash, :session, :now)")
                .bind("hash", token.toByteArray())
                .bind("session", sessionId.toString())
                .bind("now", now.toEpochMilli())
                .execute();
    }

    private static Optional<Issued> issued(Handle handle, TokenHash token) {
        return handle.createQuery("""
                        SELECT s.id, s.subject_id, s.expires_at, s.revoked_at, t.spent_at
                        FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.token_hash = :hash""")
                .bind("hash", token.toByteArray())
                .map((row, _) -> new Issued(
                        session(row),
                        UserRow.instant(row, "spent_at") != null,
                        UserRow.instant(row, "revoked_at") != null))
                .findOne();
    }

    @Override
    public Optional<LiveSession> find(UUID sessionId) {
        return database.read(handle -> handle.createQuery("SELECT s.id, s.expires_at, " + UserRow.COLUMNS + """
                         FROM sessions s JOIN users u ON u.subject_id = s.subject_id
                        WHERE s.id = :id AND s.revoked_at IS NULL""")
                .bind("id", sessionId.toString())
                .map((row, _) -> {
                    Session session = session(row);
                    return new LiveSession(session.id(), UserRow.read(row), session.expiresAt());
                })
                .findOne());
    }

    @Override
    public Optional<Session> findByRefreshToken(TokenHash token) {
        return database.read(handle -> issued(handle, token))
                .filter(issued -> !issued.revoked())
                .map(Issued::session);
    }

    @Override
    public boolean revoke(UUID sessionId, Instant now) {
        return database.write(handle -> revoke(handle, sessionId, now));
    }

    private static boolean revoke(Handle handle, UUID sessionId, Instant now) {
        return handle.createUpdate("UPDATE sessions SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL")
                        .bind("now", now.toEpochMilli())
                        .bind("id", sessionId.toString())
                        .execute()
                == 1;
    }

    @Override
    public int deleteExpired(Instant before) {
        return database.write(handle -> handle.createUpdate("DELETE FROM sessions WHERE expires_at < :before")
                .bind("before", before.toEpochMilli())
                .execute());
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                UUID.fromString(row.getString("id")),
                UserRow.subject(row),
                Instant.ofEpochMilli(row.getLong("expires_at")));
    }

    private record Issued(Session session, boolean spent, boolean revoked) {}
}
