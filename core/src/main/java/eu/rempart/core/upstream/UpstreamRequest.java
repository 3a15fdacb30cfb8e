package eu.rempart.core.upstream;

import eu.rempart.core.wire.Dialect;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One request to a provider, masked, in a format that it speaks.
///
/// @param model as the provider names it
/// @param body the document; its `model` and `stream` are set by whoever sends it
/// @param streamed whether the answer comes in pieces
/// @param betas the client's headers of [#BETAS], for a provider whose format the client speaks
/// @param deadline by when the answer has to begin; null: only the provider's own limits count
public record UpstreamRequest(
        Operation operation,
        Dialect dialect,
        String model,
        ObjectNode body,
        boolean streamed,
        Map<String, String> betas,
        @Nullable Deadline deadline) {

    /// The headers by which clients ask for what is not in a format yet, in lower case. No other header of a client
    /// reaches a provider.
    public static final Set<String> BETAS = Set.of("anthropic-beta", "openai-beta");

    public UpstreamRequest {
        betas = Map.copyOf(betas);
    }

    /// One without headers of the client and without a deadline.
    public UpstreamRequest(Operation operation, Dialect dialect, String model, ObjectNode body, boolean streamed) {
        this(operation, dialect, model, body, streamed, Map.of(), null);
    }

    /// The same with another deadline.
    public UpstreamRequest within(Deadline end) {
        return new UpstreamRequest(operation, dialect, model, body, streamed, betas, end);
    }

    /// What is asked for.
    public enum Operation {
        ANSWER,
        EMBEDDINGS,
        COUNT_TOKENS
    }

    /// Shows no content.
    @Override
    public String toString() {
        return "UpstreamRequest[" + operation + ", " + dialect + ", " + model + "]";
    }
}
