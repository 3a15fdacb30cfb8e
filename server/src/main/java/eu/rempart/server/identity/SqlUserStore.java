package eu.rempart.server.identity;

import eu.rempart.core.SubjectId;
import eu.rempart.core.crypto.Ciphertext;
import eu.rempart.core.identity.PasswordHash;
import eu.rempart.core.identity.User;
import eu.rempart.core.identity.UserChange;
import eu.rempart.core.identity.UserName;
import eu.rempart.core.identity.UserStore;
import eu.rempart.server.store.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Users in SQL. Whatever must not race with a login updates the user's row first, which is its lock.
public final class SqlUserStore implements UserStore {

    private final Database database;

    public SqlUserStore(Database database) {
        this.database = database;
    }

    @Override
    public boolean anyUser() {
        return database.read(SqlUserStore::anyUser);
    }

    private static boolean anyUser(Handle handle) {
        return handle.createQuery("SELECT 1 FROM users LIMIT 1")
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    @Override
    public boolean create(User user, PasswordHash password, Ciphertext wrappedKey, Instant now) {
        return database.write(handle -> insert(handle, user, password, wrappedKey, now));
    }

    @Override
    public boolean createFirst(User user, PasswordHash password, Ciphertext wrappedKey, Instant now) {
        // Two processes that find no user at the same time bring the same name, and one of them finds it taken.
        return database.write(handle -> !anyUser(handle) && insert(handle, user, password, wrappedKey, now));
    }

    private static boolean insert(Handle handle, User user, PasswordHash password, Ciphertext wrappedKey, Instant now) {
        UserRow.insertSubject(handle, user.id(), "user", wrappedKey, now);
        int inserted = handle.createUpdate("""
                        INSERT INTO users (subject_id, name, password_hash, role, tier, subscription_until,
                          password_change_required, disabled_at)
                        VALUES (:id, :name, :password, :role, :tier, :until, :changeRequired, :disabledAt)
                        ON CONFLICT (name) DO NOTHING""")
                .bind("id", user.id().toString())
                .bind("name", user.name())
                .bind("password", password.encoded())
                .bind("role", UserRow.text(user.role()))
                .bind("tier", UserRow.text(user.tier()))
                .bind("until", UserRow.millis(user.subscriptionUntil()))
                .bind("changeRequired", user.passwordChangeRequired() ? 1 : 0)
                .bind("disabledAt", user.disabled() ? (Long) now.toEpochMilli() : null)
                .execute();
        if (inserted == 0) {
            handle.createUpdate("DELETE FROM subjects WHERE id = :id")
                    .bind("id", user.id().toString())
                    .execute();
        }
        return inserted == 1;
    }

    @Override
    public Optional<User> find(SubjectId id) {
        return database.read(handle -> find(handle, id));
    }

    private static Optional<User> find(Handle handle, SubjectId id) {
        return handle.createQuery("SELECT " + UserRow.COLUMNS + " FROM users u WHERE u.subject_id = :id")
                .bind("id", id.toString())
                .map((row, _) -> UserRow.read(row))
                .findOne();
    }

    @Override
    public Optional<Account> findByName(UserName name) {
        return database.read(handle -> handle.createQuery(
                        "SELECT u.password_hash, " + UserRow.COLUMNS + " FROM users u WHERE u.name = :name")
                .bind("name", name.value())
                .map((row, _) -> {
                    String hash = row.getString("password_hash");
                    return new Account(UserRow.read(row), hash == null ? null : new PasswordHash(hash));
                })
                .findOne());
    }

    @Override
    public List<User> all() {
        return database.read(handle -> handle.createQuery("SELECT " + UserRow.COLUMNS + " FROM users u ORDER BY u.name")
                .map((row, _) -> UserRow.read(row))
                .list());
    }

    @Override
    public Optional<User> update(SubjectId id, UserChange change, Instant now) {
        return database.write(handle -> {
            if (change.role() != null) {
                set(handle, id, "role", UserRow.text(change.role()));
            }
            if (change.tier() != null) {
                set(handle, id, "tier", UserRow.text(change.tier()));
            }
            if (change.subscription() != null) {
                set(
                        handle,
                        id,
                        "subscription_until",
                        UserRow.millis(change.subscription().until()));
            }
            if (change.disabled() != null) {
                set(handle, id, "disabled_at", change.disabled() ? (Long) now.toEpochMilli() : null);
                if (change.disabled()) {
                    endSessions(handle, id, null, now);
                }
            }
            return find(handle, id);
        });
    }

    private static void set(Handle handle, SubjectId id, String column, @Nullable String value) {
        handle.createUpdate("UPDATE users SET " + column + " = :value WHERE subject_id = :id")
                .bind("id", id.toString())
                .bind("value", value)
                .execute();
    }

    private static void set(Handle handle, SubjectId id, String column, @Nullable Long value) {
        handle.createUpdate("UPDATE users SET " + column + " = :value WHERE subject_id = :id")
                .bind("id", id.toString())
                .bind("value", value)
                .execute();
    }

    @Override
    public boolean setPassword(
            SubjectId id,
            @Nullable PasswordHash expected,
            PasswordHash next,
            boolean changeRequired,
            @Nullable UUID keptSession,
            Instant now) {
        return database.write(handle -> {
            String condition = expected == null ? "" : " AND password_hash = :expected";
            var update = handle.createUpdate("""
                            UPDATE users SET password_hash = :next, password_change_required = :changeRequired
                            WHERE subject_id = :id""" + condition)
                    .bind("id", id.toString())
                    .bind("next", next.encoded())
                    .bind("changeRequired", changeRequired ? 1 : 0);
            if (expected != null) {
                update.bind("expected", expected.encoded());
            }
            if (update.execute() == 0) {
                return false;
            }
            endSessions(handle, id, keptSession, now);
            return true;
        });
    }

    private static void endSessions(Handle handle, SubjectId user, @Nullable UUID kept, Instant now) {
        handle.createUpdate("""
                        UPDATE sessions SET revoked_at = :now
                        WHERE subject_id = :user AND revoked_at IS NULL AND id <> :kept""")
                .bind("now", now.toEpochMilli())
                .bind("user", user.toString())
                // No session has an empty id.
                .bind("kept", kept == null ? "" : kept.toString())
                .execute();
    }
}
