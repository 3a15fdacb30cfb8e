package eu.rempart.core.conversation;

import java.time.Instant;
import java.util.UUID;

/// A conversation as its owner sees it in a list. `toString` shows no title.
public record Conversation(UUID id, String title, String agent, Instant createdAt, Instant updatedAt) {

    /// Where the page after the one that ends with this conversation begins.
    public ConversationStore.Cursor cursor() {
        return new ConversationStore.Cursor(updatedAt, id);
    }

    @Override
    public String toString() {
        return "Conversation[" + id + ", " + agent + "]";
    }
}
