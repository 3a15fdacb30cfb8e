package eu.rempart.core.chat;

import java.util.Optional;
import java.util.UUID;

/// What somebody asks, well-formed but not yet judged.
///
/// @param message 1 to 10,000 code points
/// @param page where in the platform the person is; empty if not said
public record ChatRequest(
        String message,
        Optional<UUID> conversationId,
        Optional<String> agent,
        Optional<String> page,
        Optional<String> step) {

    public boolean fromPage() {
        return agent.isPresent() || page.isPresent();
    }

    /// Shows no content.
    @Override
    public String toString() {
        return "ChatRequest[chars=" + message.length() + ", agent=" + agent + "]";
    }
}
