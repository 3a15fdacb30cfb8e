package eu.rempart.core.conversation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A conversation with its last messages, oldest first. `toString` shows no content.
///
/// @param vault the placeholders of this conversation and what they stand for, as JSON; null while nothing was masked
public record Transcript(
        Conversation conversation,
        List<Message> messages,
        @Nullable String vault) {

    public Transcript {
        messages = List.copyOf(messages);
    }

    @Override
    public String toString() {
        return "Transcript[" + conversation + ", " + messages.size() + " messages]";
    }
}
