package eu.rempart.server.identity;

import eu.rempart.core.SubjectId;
import eu.rempart.core.crypto.Ciphertext;
import eu.rempart.core.identity.Role;
import eu.rempart.core.identity.Tier;
import eu.rempart.core.identity.User;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// How users and subjects are written in their tables.
final class UserRow {

    /// The columns that [#read] needs, of a table with alias `u`.
    static final String COLUMNS =
            "u.subject_id, u.name, u.role, u.tier, u.subscription_until, u.password_change_required, u.disabled_at";

    private UserRow() {}

    static User read(ResultSet row) throws SQLException {
        return new User(
                subject(row),
                row.getString("name"),
                Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                Tier.valueOf(row.getString("tier").toUpperCase(Locale.ROOT)),
                instant(row, "subscription_until"),
                row.getInt("password_change_required") != 0,
                instant(row, "disabled_at") != null);
    }

    static SubjectId subject(ResultSet row) throws SQLException {
        return new SubjectId(UUID.fromString(row.getString("subject_id")));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static void insertSubject(Handle handle, SubjectId id, String kind, Ciphertext wrappedKey, Instant now) {
        handle.createUpdate("INSERT INTO subjects (id, kind, wrapped_key, created_at) VALUES (:id, :kind, :key, :now)")
                .bind("id", id.toString())
                .bind("kind", kind)
                .bind("key", wrappedKey.toByteArray())
                .bind("now", now.toEpochMilli())
                .execute();
    }
}
