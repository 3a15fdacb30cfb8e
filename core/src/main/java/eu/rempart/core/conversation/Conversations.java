package eu.rempart.core.conversation;

import eu.rempart.core.SubjectId;
import eu.rempart.core.conversation.ConversationStore.Cursor;
import eu.rempart.core.conversation.ConversationStore.StoredConversation;
import eu.rempart.core.conversation.ConversationStore.StoredMessage;
import eu.rempart.core.crypto.Binding;
import eu.rempart.core.crypto.Ciphertext;
import eu.rempart.core.crypto.SubjectCipher;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Conversations in clear, for their owners alone: what belongs to another is as absent as what never was.
///
/// The `seal` methods encrypt what a turn stores; each ciphertext reads only in the row that it was sealed for.
/// Thread-safe; every method may block on the store.
public final class Conversations {

    private final ConversationStore store;
    private final SubjectCipher cipher;

    public Conversations(ConversationStore store, SubjectCipher cipher) {
        this.store = store;
        this.cipher = cipher;
    }

    /// One page, newest first.
    ///
    /// @param before null for the first page; see [Conversation#cursor]
    public List<Conversation> list(SubjectId owner, @Nullable Cursor before, int limit) {
        return store.list(owner, before, limit).stream().map(this::open).toList();
    }

    public Optional<Conversation> find(UUID id, SubjectId owner) {
        return store.find(id, owner).map(this::open);
    }

    /// The conversation with at most that many of its last messages.
    public Optional<Transcript> transcript(UUID id, SubjectId owner, int maxMessages) {
        return store.find(id, owner).map(stored -> {
            List<Message> messages = store.lastMessages(id, owner, maxMessages).stream()
                    .map(message -> open(owner, message))
                    .toList();
            Ciphertext vault = stored.vault();
            return new Transcript(
                    open(stored), messages, vault == null ? null : cipher.decrypt(owner, vaultOf(id), vault));
        });
    }

    /// Gives it a new title, which the caller has validated; false if the owner has no such conversation.
    public boolean rename(UUID id, SubjectId owner, String title) {
        return store.rename(id, owner, sealTitle(owner, id, title));
    }

    /// Deletes it with its messages; false if the owner has no such conversation.
    public boolean delete(UUID id, SubjectId owner) {
        return store.delete(id, owner);
    }

    /// Deletes all of the owner's, and says how many there were.
    public int deleteAll(SubjectId owner) {
        return store.deleteAll(owner);
    }

    public Ciphertext sealTitle(SubjectId owner, UUID conversationId, String title) {
        return cipher.encrypt(owner, titleOf(conversationId), title);
    }

    /// Encrypts the vault of that conversation.
    ///
    /// @param json the placeholders of the conversation and what they stand for
    public Ciphertext sealVault(SubjectId owner, UUID conversationId, String json) {
        return cipher.encrypt(owner, vaultOf(conversationId), json);
    }

    public Ciphertext sealContent(SubjectId owner, UUID messageId, String content) {
        return cipher.encrypt(owner, contentOf(messageId), content);
    }

    private Conversation open(StoredConversation stored) {
        return new Conversation(
                stored.id(),
                cipher.decrypt(stored.owner(), titleOf(stored.id()), stored.title()),
                stored.agent(),
                stored.createdAt(),
                stored.updatedAt());
    }

    private Message open(SubjectId owner, StoredMessage stored) {
        return new Message(
                stored.id(),
                stored.author(),
                stored.status(),
                cipher.decrypt(owner, contentOf(stored.id()), stored.content()),
                stored.details(),
                stored.createdAt());
    }

    private static Binding titleOf(UUID conversationId) {
        return new Binding("conversations", "title", conversationId);
    }

    private static Binding vaultOf(UUID conversationId) {
        return new Binding("conversations", "vault", conversationId);
    }

    private static Binding contentOf(UUID messageId) {
        return new Binding("messages", "content", messageId);
    }
}
