package eu.rempart.server.identity;

import eu.rempart.core.SubjectId;
import eu.rempart.core.crypto.Ciphertext;
import eu.rempart.core.identity.TokenHash;
import eu.rempart.core.identity.VisitorStore;
import eu.rempart.server.store.Database;
import java.time.Instant;
import java.util.Optional;

/// Visitors in SQL.
public final class SqlVisitorStore implements VisitorStore {

    private final Database database;

    public SqlVisitorStore(Database database) {
        this.database = database;
    }

    @Override
    public void create(SubjectId id, Ciphertext wrappedKey, TokenHash token, Instant now, Instant expiresAt) {
        database.write(handle -> {
            UserRow.insertSubject(handle, id, "visitor", wrappedKey, now);
            return handle.createUpdate(
                            "INSERT INTO visitors (subject_id, token_hash, expires_at) VALUES (:id, :hash, :expires)")
                    .bind("id", id.toString())
                    .bind("hash", token.toByteArray())
                    .bind("expires", expiresAt.toEpochMilli())
                    .execute();
        });
    }

    @Override
    public Optional<KnownVisitor> find(TokenHash token) {
        return database.read(
                handle -> handle.createQuery("SELECT subject_id, expires_at FROM visitors WHERE token_hash = :hash")
                        .bind("hash", token.toByteArray())
                        .map((row, _) ->
                                new KnownVisitor(UserRow.subject(row), Instant.ofEpochMilli(row.getLong("expires_at"))))
                        .findOne());
    }
}
