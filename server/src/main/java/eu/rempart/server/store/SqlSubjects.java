package eu.rempart.server.store;

import eu.rempart.core.SubjectId;
import eu.rempart.core.crypto.Ciphertext;
import java.time.Instant;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/// Statements on the table `subjects`, for whoever creates a user or a visitor inside a unit of work of their own.
public final class SqlSubjects {

    private SqlSubjects() {}

    /// What a subject is. Stored in lower case.
    public enum Kind {
        USER,
        VISITOR
    }

    /// Adds the subject with the key that everything of theirs will be encrypted under.
    ///
    /// @param wrappedKey from [eu.rempart.core.crypto.MasterKeys#wrapNewKey] for the same subject
    public static void create(Handle handle, SubjectId id, Kind kind, Ciphertext wrappedKey, Instant at) {
        handle.createUpdate("INSERT INTO subjects (id, kind, wrapped_key, created_at) VALUES (:id, :kind, :key, :at)")
                .bind("id", id.toString())
                .bind("kind", kind.name().toLowerCase(Locale.ROOT))
                .bind("key", wrappedKey.toByteArray())
                .bind("at", at.toEpochMilli())
                .execute();
    }
}
