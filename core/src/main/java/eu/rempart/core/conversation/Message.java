package eu.rempart.core.conversation;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message as its owner reads it. `toString` shows no content.
///
/// @param details what an answer came with, as JSON; null for a user's message
public record Message(
        UUID id,
        Author author,
        MessageStatus status,
        String content,
        @Nullable String details,
        Instant createdAt) {

    @Override
    public String toString() {
        return "Message[" + id + ", " + author + ", " + status + ", " + content.length() + " characters]";
    }
}
