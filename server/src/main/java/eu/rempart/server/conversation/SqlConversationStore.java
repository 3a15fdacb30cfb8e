package eu.rempart.server.conversation;

import eu.rempart.core.SubjectId;
import eu.rempart.core.conversation.Author;
import eu.rempart.core.conversation.ConversationStore;
import eu.rempart.core.conversation.MessageStatus;
import eu.rempart.core.crypto.Ciphertext;
import eu.rempart.server.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Conversations in the tables `conversations` and `messages`. Thread-safe.
public final class SqlConversationStore implements ConversationStore {

    static final String FIND = """
            SELECT id, subject_id, agent, title, vault, created_at, updated_at FROM conversations
            WHERE id = :id AND subject_id = :owner""";

    static final String FIRST_PAGE = """
            SELECT id, subject_id, agent, title, vault, created_at, updated_at FROM conversations
            WHERE subject_id = :owner
            ORDER BY updated_at DESC, id DESC LIMIT :limit""";

    static final String NEXT_PAGE = """
            SELECT id, subject_id, agent, title, vault, created_at, updated_at FROM conversations
            WHERE subject_id = :owner AND (updated_at, id) < (:updatedAt, :id)
            ORDER BY updated_at DESC, id DESC LIMIT :limit""";

    static final String LAST_MESSAGES = """
            SELECT m.id, m.conversation_id, m.position, m.role, m.status, m.content, m.details, m.created_at
            FROM conversations c JOIN messages m ON m.conversation_id = c.id
            WHERE c.id = :id AND c.subject_id = :owner
            ORDER BY m.position DESC LIMIT :limit""";

    private final Database database;

    public SqlConversationStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<StoredConversation> find(UUID id, SubjectId owner) {
        return database.read(handle -> handle.createQuery(FIND)
                .bind("id", id.toString())
                .bind("owner", owner.toString())
                .map((rows, context) -> conversation(rows))
                .findOne());
    }

    @Override
    public List<StoredConversation> list(SubjectId owner, @Nullable Cursor before, int limit) {
        return database.read(handle -> {
            var query = handle.createQuery(before == null ? FIRST_PAGE : NEXT_PAGE)
                    .bind("owner", owner.toString())
                    .bind("limit", limit);
            if (before != null) {
                query.bind("updatedAt", before.updatedAt().toEpochMilli())
                        .bind("id", before.id().toString());
            }
            return query.map((rows, context) -> conversation(rows)).list();
        });
    }

    @Override
    public List<StoredMessage> lastMessages(UUID id, SubjectId owner, int limit) {
        return database.read(handle -> handle.createQuery(LAST_MESSAGES)
                .bind("id", id.toString())
                .bind("owner", owner.toString())
                .bind("limit", limit)
                .map((rows, context) -> message(rows))
                .list()
                .reversed());
    }

    @Override
    public boolean rename(UUID id, SubjectId owner, Ciphertext title) {
        return database.write(handle ->
                handle.createUpdate("UPDATE conversations SET title = :title WHERE id = :id AND subject_id = :owner")
                                .bind("title", title.toByteArray())
                                .bind("id", id.toString())
                                .bind("owner", owner.toString())
                                .execute()
                        == 1);
    }

    @Override
    public boolean delete(UUID id, SubjectId owner) {
        return database.write(
                handle -> handle.createUpdate("DELETE FROM conversations WHERE id = :id AND subject_id = :owner")
                                .bind("id", id.toString())
                                .bind("owner", owner.toString())
                                .execute()
                        == 1);
    }

    @Override
    public int deleteAll(SubjectId owner) {
        return database.write(handle -> handle.createUpdate("DELETE FROM conversations WHERE subject_id = :owner")
                .bind("owner", owner.toString())
                .execute());
    }

    private static StoredConversation conversation(ResultSet rows) throws SQLException {
        byte[] vault = rows.getBytes("vault");
        return new StoredConversation(
                UUID.fromString(rows.getString("id")),
                new SubjectId(UUID.fromString(rows.getString("subject_id"))),
                rows.getString("agent"),
                Ciphertext.takeCopyOf(rows.getBytes("title")),
                vault == null ? null : Ciphertext.takeCopyOf(vault),
                Instant.ofEpochMilli(rows.getLong("created_at")),
                Instant.ofEpochMilli(rows.getLong("updated_at")));
    }

    private static StoredMessage message(ResultSet rows) throws SQLException {
        return new StoredMessage(
                UUID.fromString(rows.getString("id")),
                UUID.fromString(rows.getString("conversation_id")),
                rows.getInt("position"),
                Author.valueOf(rows.getString("role").toUpperCase(Locale.ROOT)),
                MessageStatus.valueOf(rows.getString("status").toUpperCase(Locale.ROOT)),
                Ciphertext.takeCopyOf(rows.getBytes("content")),
                rows.getString("details"),
                Instant.ofEpochMilli(rows.getLong("created_at")));
    }
}
