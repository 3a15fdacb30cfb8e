package eu.rempart.core.chat;

import eu.rempart.core.agent.SystemPrompt;
import eu.rempart.core.provider.ModelRequest;
import eu.rempart.guard.pii.Vault;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/// A question whose message is stored and whose money is held: from here on it must be settled, whatever happens.
///
/// @param vault what the placeholders of this conversation stand for
/// @param request what the model is asked, masked
/// @param exhausted the providers whose ceiling does not cover this: they are not asked
record Turn(
        UUID id,
        Question question,
        UUID conversationId,
        UUID userMessageId,
        Vault vault,
        SystemPrompt prompt,
        ModelRequest request,
        Set<String> exhausted,
        Instant startedAt) {

    Turn {
        exhausted = Set.copyOf(exhausted);
    }

    /// Shows no content.
    @Override
    public String toString() {
        return "Turn[" + id + "]";
    }
}
