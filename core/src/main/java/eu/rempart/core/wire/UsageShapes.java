package eu.rempart.core.wire;

import eu.rempart.core.cost.TokenUsage;
import tools.jackson.databind.node.ObjectNode;

/// What was used, as each format writes it.
public final class UsageShapes {

    private UsageShapes() {}

    /// The object that stands under `usage` in an answer of that format.
    public static ObjectNode of(Dialect dialect, TokenUsage used) {
        return switch (dialect) {
            case MESSAGES -> ChatToMessages.usage(used);
            case RESPONSES -> ChatToResponses.usage(used);
            case CHAT, OLLAMA, GEMINI -> ChatShapes.usage(used);
        };
    }
}
