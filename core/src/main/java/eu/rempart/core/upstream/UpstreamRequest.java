package eu.rempart.core.upstream;

import eu.rempart.core.wire.Dialect;
import tools.jackson.databind.node.ObjectNode;

/// One request to a provider, masked, in a format that it speaks.
///
/// @param model as the provider names it
/// @param body the document; its `model` and `stream` are set by whoever sends it
/// @param streamed whether the answer comes in pieces
public record UpstreamRequest(Operation operation, Dialect dialect, String model, ObjectNode body, boolean streamed) {

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
