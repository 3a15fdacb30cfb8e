package eu.rempart.core.conversation;

import eu.rempart.core.SubjectId;
import eu.rempart.core.crypto.Ciphertext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Conversations at rest. Every method names the owner, and what belongs to another is as absent as what never was.
/// Thread-safe; writes are durable when they return. New conversations and messages come through
/// [eu.rempart.core.turn.TurnLedger].
public interface ConversationStore {

    /// One conversation without its messages.
    ///
    /// @param vault the encrypted placeholders; null while nothing was masked
    record StoredConversation(
            UUID id,
            SubjectId owner,
            String agent,
            Ciphertext title,
            @Nullable Ciphertext vault,
            Instant createdAt,
            Instant updatedAt) {}

    /// One message.
    ///
    /// @param position counts from 1 within the conversation
    /// @param details what an answer came with, as JSON; null for a user's message
    record StoredMessage(
            UUID id,
            UUID conversationId,
            int position,
            Author author,
            MessageStatus status,
            Ciphertext content,
            @Nullable String details,
            Instant createdAt) {}

    /// Where a page of the list begins: strictly before this conversation in the order newest first.
    record Cursor(Instant updatedAt, UUID id) {}

    Optional<StoredConversation> find(UUID id, SubjectId owner);

    /// Newest first by `updatedAt`, then by id.
    ///
    /// @param before null for the first page
    List<StoredConversation> list(SubjectId owner, @Nullable Cursor before, int limit);

    /// The last messages, oldest first; empty if the conversation is not the owner's.
    List<StoredMessage> lastMessages(UUID id, SubjectId owner, int limit);

    /// Gives it a new title; false if there is no such conversation of this owner.
    boolean rename(UUID id, SubjectId owner, Ciphertext title);

    /// Deletes it with its messages; false if there was no such conversation of this owner.
    boolean delete(UUID id, SubjectId owner);

    /// Deletes all of the owner's, and says how many there were.
    int deleteAll(SubjectId owner);
}
